"""The pictures that social networks and messengers show beside a link to a page of the archive."""
