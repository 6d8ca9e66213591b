"""Our speeds beside their floors: `python -m bench` measures every workload and prints one table.

To add a workload, write a module here with a function `workloads()` that yields `measure.Workload`s; it is found by
itself.
"""
