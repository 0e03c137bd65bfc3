"""What a Python file shows about how it is run: applications, routes, ports, signals."""

from __future__ import annotations

import ast
import sys
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATIONS = {
    "fastapi.FastAPI": "asgi",
    "starlette.applications.Starlette": "asgi",
    "litestar.Litestar": "asgi",
    "quart.Quart": "asgi",
    "flask.Flask": "wsgi",
    "bottle.Bottle": "wsgi",
    "falcon.App": "wsgi",
    "falcon.asgi.App": "asgi",
    "gradio.Blocks": "gradio",
    "gradio.Interface": "gradio",
    "gradio.ChatInterface": "gradio",
}
"""Classes whose instance a server serves, and the interface that it speaks."""
ROUTERS = ("fastapi.APIRouter", "flask.Blueprint", "quart.Blueprint")
GET = {"get", "route", "api_route"}
INCLUDE = {"include_router", "register_blueprint", "mount"}
PREFIXES = {"prefix", "url_prefix", "path"}
SERVE = {"uvicorn.run", "hypercorn.run", "waitress.serve", "bottle.run"}
LISTEN = {"http.server.HTTPServer", "http.server.ThreadingHTTPServer", "socketserver.TCPServer"}
ENVIRONMENT = {"os.environ.get", "os.getenv"}
LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Application:
    """An object that a server serves.

    Attributes:
        name: `app`, or `create_app` where a function makes it.
        speaks: asgi, wsgi or gradio.
        line: where it is made.
        factory: it is what a function returns.

    """

    name: str
    speaks: str
    line: int
    factory: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """A path that answers GET."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """One file.

    Attributes:
        path: of the file.
        imports: (dotted name, line) of what it imports.
        applications: in the order in which they are written.
        routes: of the applications, and of routers without a prefix.
        prefixed: routers are included under a prefix, so that a router's routes say only the end of their path.
        port: (number, line) on which it serves when it is run, if that is written.
        main: line of `if __name__ == "__main__"`.
        handles_term: line at which it handles SIGTERM.

    """

    path: str
    imports: tuple[tuple[str, int], ...] = ()
    applications: tuple[Application, ...] = ()
    routes: tuple[Route, ...] = ()
    router_routes: tuple[Route, ...] = ()
    prefixed: bool = False
    port: tuple[int, int] | None = None
    main: int = 0
    handles_term: int = 0

    @property
    def roots(self) -> dict[str, int]:
        """Top-level names of what is imported, with the first line."""
        found: dict[str, int] = {}
        for name, line in self.imports:
            found.setdefault(name.partition(".")[0], line)
        return found

    def third_party(self) -> dict[str, int]:
        return {name: line for name, line in self.roots.items() if name and name not in sys.stdlib_module_names}


def read_source(path: str, text: str) -> Source | None:
    """What the file shows; None if it is not Python as this version reads it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes in the user's strings
            tree = ast.parse(text.removeprefix("\ufeff"))
        return _Reading(path, tree).source()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _Reading:
    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path = path
        self.tree = tree
        self.names: dict[str, str] = {}
        self.imports: list[tuple[str, int]] = []
        self.constants = {
            node.targets[0].id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        self.nodes = list(ast.walk(tree))
        for node in self.nodes:
            self._import(node)

    def source(self) -> Source:
        applications, owners, routers, prefixed = self._applications()
        routes = [*self._routes(owners), *self._compared_paths()]
        serving = sorted(
            (node.lineno, port)
            for node in self.nodes
            if isinstance(node, ast.Call) and (port := self._port_of(node, owners))
        )
        return Source(
            self.path,
            tuple(self.imports),
            tuple(applications),
            tuple(sorted(routes, key=lambda route: route.line)),
            tuple(sorted(self._routes(routers), key=lambda route: route.line)),
            prefixed or any(self._is_prefixed(node) for node in self.nodes),
            (serving[0][1], serving[0][0]) if serving else None,
            next((node.lineno for node in self.tree.body if _is_main(node)), 0),
            next((line for node in self.nodes if (line := self._handles_term(node))), 0),
        )

    def _import(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.imports.append((alias.name, node.lineno))
                first = alias.name.partition(".")[0]
                self.names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            self.imports.append((node.module, node.lineno))
            for alias in node.names:
                self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def _dotted(self, node: ast.expr) -> str:
        """`np.array` as `numpy.array`; empty for what is not a dotted name."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            before = self._dotted(node.value)
            return f"{before}.{node.attr}" if before else ""
        return ""

    def _applications(self) -> tuple[list[Application], set[str], set[str], bool]:
        """Applications, the names that hold one, the names that hold a router without a prefix, any with a prefix."""
        found: list[Application] = []
        owners: set[str] = set()
        routers: set[str] = set()
        prefixed = False
        top = {id(statement) for statement in self.tree.body}
        for node in self.nodes:
            for name, call in _assigned_calls(node):
                made = self._dotted(call.func)
                if made in APPLICATIONS:
                    owners.add(name)
                    if id(node) in top:
                        found.append(Application(name, APPLICATIONS[made], call.lineno))
                elif made in ROUTERS:
                    has_prefix = any(keyword.arg in PREFIXES for keyword in call.keywords)
                    prefixed |= has_prefix
                    routers |= set() if has_prefix else {name}
        found += self._factories()
        return found, owners, routers, prefixed

    def _factories(self) -> Iterator[Application]:
        for node in self.tree.body:
            if not isinstance(node, ast.FunctionDef) or _needs_arguments(node):
                continue
            calls = [call for each in ast.walk(node) for _, call in _assigned_calls(each)]
            made = next((each for call in calls if (each := self._dotted(call.func)) in APPLICATIONS), "")
            if made and any(isinstance(each, ast.Return) and each.value for each in ast.walk(node)):
                yield Application(node.name, APPLICATIONS[made], node.lineno, factory=True)

    def _routes(self, owners: set[str]) -> Iterator[Route]:
        for node in self.nodes:
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            for call in node.decorator_list:
                if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                    continue
                owner = call.func.value
                is_ours = isinstance(owner, ast.Name) and owner.id in owners and call.func.attr in GET
                path = call.args[0] if call.args else None
                if is_ours and _answers_get(call) and isinstance(path, ast.Constant) and isinstance(path.value, str):
                    yield Route(path.value, call.lineno)

    def _compared_paths(self) -> Iterator[Route]:
        """`self.path == "/health"` in a handler of http.server."""
        if not any(name == "http.server" for name, _ in self.imports):
            return
        for node in self.nodes:
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "path":
                for other in node.comparators:
                    if isinstance(other, ast.Constant) and isinstance(other.value, str):
                        yield Route(other.value, node.lineno)

    def _is_prefixed(self, node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in INCLUDE
            and any(keyword.arg in PREFIXES for keyword in node.keywords)
        )

    def _port_of(self, call: ast.Call, owners: set[str]) -> int:
        """The port that this call serves on; 0 if it serves nothing or the port is not written."""
        if self._dotted(call.func) in LISTEN:
            address = call.args[0] if call.args else None
            return self._number(address.elts[-1]) if isinstance(address, ast.Tuple) and address.elts else 0
        function = call.func
        on_application = (
            isinstance(function, ast.Attribute)
            and function.attr in {"run", "launch"}
            and isinstance(function.value, ast.Name)
            and function.value.id in owners
        )
        if not on_application and self._dotted(function) not in SERVE:
            return 0
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        return self._number(given.get("port") or given.get("server_port"))

    def _number(self, node: ast.expr | None) -> int:
        """`8000`, the default of `int(os.environ.get("PORT", "8000"))`, or a name for one of these."""
        if isinstance(node, ast.Name):
            node = self.constants.get(node.id)
        if isinstance(node, ast.Constant):
            written = str(node.value)
            is_number = written.isascii() and written.isdigit() and len(written) <= len(str(LAST_PORT))
            return int(written) if is_number and int(written) <= LAST_PORT else 0
        if isinstance(node, ast.Call):
            if self._dotted(node.func) in ENVIRONMENT and len(node.args) > 1:
                return self._number(node.args[1])
            if self._dotted(node.func) == "int" and node.args:
                return self._number(node.args[0])
        return 0

    def _handles_term(self, node: ast.AST) -> int:
        """The line of a call that registers a handler of SIGTERM; 0 for anything else."""
        if not isinstance(node, ast.Call) or not node.args:
            return 0
        registers = self._dotted(node.func) == "signal.signal" or (
            isinstance(node.func, ast.Attribute) and node.func.attr == "add_signal_handler"
        )
        return node.lineno if registers and self._dotted(node.args[0]).endswith("SIGTERM") else 0


def _assigned_calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """`name = call()`, `name: T = call()` and `with call() as name`."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call) and isinstance(node.target, ast.Name):
        yield node.target.id, node.value
    elif isinstance(node, ast.With):
        for item in node.items:
            if isinstance(item.context_expr, ast.Call) and isinstance(item.optional_vars, ast.Name):
                yield item.optional_vars.id, item.context_expr


def _needs_arguments(function: ast.FunctionDef) -> bool:
    arguments = function.args
    without_default = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return without_default > 0 or any(default is None for default in arguments.kw_defaults)


def _answers_get(call: ast.Call) -> bool:
    methods = next((keyword.value for keyword in call.keywords if keyword.arg == "methods"), None)
    if methods is None:
        return True
    if not isinstance(methods, (ast.List, ast.Tuple, ast.Set)):
        return False
    return any(isinstance(each, ast.Constant) and each.value == "GET" for each in methods.elts)


def _is_main(node: ast.stmt) -> bool:
    """`if __name__ == "__main__":`."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and "__main__" in ast.dump(node.test)
