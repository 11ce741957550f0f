"""Alerts: searches that readers follow by e-mail.

A reader asks for one with an address (`views`), opens the link of a mail and says yes there; from
then on the articles that come into what the search finds are told in mails (`sending`), each once.
"""
