"""Nothing imports itself by a way round, so every file can be read after those that it names (docs/architecture.md)."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def test_no_file_imports_itself_by_a_way_round() -> None:
    graph = grimp.build_graph("counterfoil", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
