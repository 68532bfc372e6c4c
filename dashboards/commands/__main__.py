"""`python -m dashboards.commands`: the command `fengqiao`, where its script isn't on the path."""

from dashboards.cli import app

if __name__ == "__main__":
    app()
