"""The commands of `fengqiao`, one module each; `dashboards/cli.py` puts them together."""
