"""What `make audit` does: Lighthouse, axe and a validator over the public pages."""
