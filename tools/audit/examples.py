"""What no seed has, made of the seeds: so that there is a page of every kind to look at.

`python -m tools.audit.examples` adds it to the archive that the environment names.
"""


def add_examples() -> None:
    """Publish an undated article, and let a second outlet publish what a first one did."""
    from archive.models import Article, Outlet
    from archive.models.story import put_together

    undated = Article.objects.exclude(state=Article.State.PUBLIC).filter(published=None).first()
    lead = Article.objects.public().filter(copies=None).exclude(title="").order_by("pk").first()
    if undated is None or lead is None:
        raise ValueError("The archive does not hold the seeds.")
    undated.state = Article.State.PUBLIC
    undated.save()
    outlet, _ = Outlet.objects.get_or_create(name="صحيفة أخرى")
    copy = Article.objects.create(
        title=lead.title,
        body=lead.body,
        outlet=outlet,
        published=lead.published,
        published_precision=lead.published_precision,
        published_basis=lead.published_basis,
    )
    put_together([lead, copy])


if __name__ == "__main__":
    import django

    django.setup()
    add_examples()
