"""Tests mirror the source: core, db, dashboards; browser/ looks at the running app; test_repository.py keeps house."""
