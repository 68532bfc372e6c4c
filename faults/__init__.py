"""Faults on purpose: killed processes, full disks, damaged files, crowds; `make faults` prints what came of them."""
