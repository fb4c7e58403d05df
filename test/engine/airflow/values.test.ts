import assert from 'node:assert/strict';
import { render } from '../../../src/engine/l10n.ts';
import { alerts, lines, oneFile, owners } from './fixture.ts';

const head = `import os
from airflow.sdk import DAG, TaskGroup, dag, task
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
`;

/** The owner of the one task of a DAG whose default_args are an expression; statements come before it. */
function ownerOf(expression: string, before = ''): string {
  const found = oneFile(`${head}${before}\nwith DAG("a", default_args=${expression}):\n    EmptyOperator(task_id="t")\n`);
  return owners(found, 'dag.a')
    .map((line) => line.replace(/ 1 @.*$/, ''))
    .join(', ');
}

suite('airflow: what a name is bound to', () => {
  test('changes are honoured in their order', () => {
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\nb = a\nb["owner"] = "y"'), 'y');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\nb = dict(a)\nb["owner"] = "y"'), 'x');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\ndel a["owner"]'), 'airflow');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\na.pop("owner")'), 'airflow');
    assert.equal(ownerOf('a', 'a = {}\na.setdefault("owner", "x")\na.setdefault("owner", "y")'), 'x');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\na |= {"owner": "y"}'), 'y');
    assert.equal(ownerOf('a', 'a, b = {"owner": "x"}, 1'), 'x');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\nfor key in ["owner"]:\n    a[key] = "y"'), 'y');
  });

  test('what may or may not happen is unknown', () => {
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\nif os.environ.get("Y"):\n    a["owner"] = "y"'), '? depends on os.environ.get("Y")');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\nfor k in os.listdir("."):\n    a["owner"] = k'), '? a loop over os.listdir(".")');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\na[os.environ["K"]] = "y"'), '? see a[os.environ["K"]]');
    assert.equal(ownerOf('a', 'from other import change\na = {"owner": "x"}\nchange(a)'), '? see change(a)');
    assert.equal(ownerOf('a', 'try:\n    a = {"owner": risky()}\nexcept Exception:\n    a = {"owner": "x"}'), '? a try block');
    assert.equal(ownerOf('{"owner": "x" if os.environ.get("Y") else "y"}'), '? see "x" if os.environ.get("Y") else "y"');
    assert.equal(ownerOf('{"owner": "x" if os.environ.get("Y") else "x"}'), 'x');
    assert.equal(ownerOf('{"owner": f"{os.environ[\'T\']}-team"}'), '? see f"{os.environ["T"]}-team"');
  });

  test('how often a loop with a break runs is not known', () => {
    assert.equal(ownerOf('{"owner": o}', 'for o in ["x", "y"]:\n    break'), '? see ["x", "y"]');
    assert.equal(ownerOf('{"owner": o}', 'for o in ["x", "y"]:\n    pass'), 'y');
  });

  test('one of several cases, and what a failed import leaves, is not known', () => {
    assert.equal(
      ownerOf('{"owner": o}', 'match os.environ["M"]:\n    case "a":\n        o = "x"\n    case _:\n        o = "y"'),
      '? a match block',
    );
    assert.equal(ownerOf('{"owner": o}', 'match os.environ["M"]:\n    case "a":\n        o = "x"\n    case _:\n        o = "x"'), 'x');
    assert.equal(ownerOf('{"owner": o}', 'try:\n    import fast\n    o = "x"\nexcept ImportError:\n    o = "y"'), '? a try block');
  });

  test('sets, named tuples and typed dicts that are made by a call', () => {
    const set = (expression: string) => ownerOf('{"owner": "x" if "x" in s else "y"}', `s = ${expression}`);
    assert.equal(set('{"a"} | {"x"}'), 'x');
    assert.equal(set('{"a", "x"} - {"x"}'), 'y');
    assert.equal(set('{"a", "x"} & {"x"}'), 'x');
    assert.equal(set('{"a"}\ns |= {"x"}'), 'x');
    assert.equal(set('{"a"}\ns.add("x")'), 'x');
    assert.equal(set('{"a"}.union(["x"])'), 'x');
    const feed = 'from collections import namedtuple\nFeed = namedtuple("Feed", ["name", "owner"], defaults=["z"])\nf = Feed("n", "x")';
    assert.equal(ownerOf('{"owner": f[1]}', feed), 'x');
    assert.equal(ownerOf('{"owner": f[-1]}', feed), 'x');
    assert.equal(ownerOf('{"owner": Feed("n").owner}', feed), 'z');
    assert.equal(ownerOf('{"owner": o}', `${feed}\nn, o = f`), 'x');
    assert.equal(ownerOf('{"owner": f._replace(owner="y").owner}', feed), 'y');
    assert.equal(ownerOf('f._asdict()', feed), 'x');
    assert.equal(ownerOf('{"owner": o}', `${feed}\nfor n, o in [f]:\n    pass`), 'x');
    const typed = 'from typing import NamedTuple\nclass Feed(NamedTuple):\n    name: str\n    owner: str = "x"\nf = Feed("n")';
    assert.equal(ownerOf('{"owner": f[1]}', typed), 'x');
    assert.equal(ownerOf('{"owner": f._replace(owner="y")[1]}', typed), 'y');
    const dict = 'from typing import TypedDict\nArgs = TypedDict("Args", {"owner": str})';
    assert.equal(ownerOf('Args(owner="x")', dict), 'x');
  });

  test('keys that are no texts, and texts that look like one', () => {
    assert.equal(ownerOf('{"owner": d["prod", 1]}', 'd = {("prod", 1): "x", ("dev", 1): "y"}'), 'x');
    assert.equal(ownerOf('{"owner": d[True]}', 'd = {True: "x", None: "y"}'), 'x');
    assert.equal(ownerOf('{"owner": d[None]}', 'd = {True: "x", None: "y"}'), 'y');
    assert.equal(ownerOf('{"owner": o}', 'd = {("prod", "x"): 1}\nfor (env, o), n in d.items():\n    pass'), 'x');
    assert.equal(ownerOf('{"owner": k}', 'for k in {"#alerts": 1}:\n    pass'), '#alerts');
  });

  test('what a condition may leave out of a list decides nothing', () => {
    const check =
      'held = os.environ["K"]\nmissing = [key for key in ["a", "b"] if key not in held]\nif missing:\n    raise KeyError(missing)';
    assert.equal(ownerOf('{"owner": "x"}', check), 'x');
    assert.equal(
      ownerOf('{"owner": "x" if missing else "y"}', check.replace('raise KeyError(missing)', 'pass')),
      '? see "x" if missing else "y"',
    );
  });

  test("Python's own functions make no tasks", () => {
    const found = oneFile(
      `${head}import html\nwith DAG("a", default_args={"owner": "x"}) as rides:\n    EmptyOperator(task_id="t", doc=html.unescape("&eacute;"))\n    html.unescape("a")\n`,
    );
    assert.deepEqual(owners(found, 'dag.a'), ['x 1 @dags/a.py:6']);
  });

  test('a decorator that is called with a function makes tasks', () => {
    const tasks = (body: string, before = '') =>
      owners(oneFile(`${head}${before}\nwith DAG("a", default_args={"owner": "x"}):\n    ${body}\n`), 'dag.a');
    assert.deepEqual(tasks('task(load)()', 'def load():\n    pass'), ['x 1 @dags/a.py:7']);
    assert.deepEqual(tasks('task(owner="y")(load)()', 'def load():\n    pass'), ['y 1 @dags/a.py:8']);
    assert.deepEqual(tasks('task(parts.split).expand(dfs=[1])', 'from company import parts'), ['x 1 @dags/a.py:6']);
  });

  test('fields of data classes, class methods, typed dicts', () => {
    const data = (line: string) => `from dataclasses import dataclass, field\n@dataclass\nclass C:\n    ${line}\nc = C()`;
    assert.equal(ownerOf('{"owner": c.owner}', data('owner: str = field(default="x")')), 'x');
    assert.equal(ownerOf('c.args', data('args: dict = field(default_factory=dict)')), 'airflow');
    assert.equal(ownerOf('c.args', `def made():\n    return {"owner": "x"}\n${data('args: dict = field(default_factory=made)')}`), 'x');
    assert.equal(ownerOf('C.args()', 'class C:\n    o = "x"\n    @classmethod\n    def args(cls):\n        return {"owner": cls.o}'), 'x');
    assert.equal(ownerOf('A(owner="x")', 'from typing import TypedDict\nclass A(TypedDict):\n    owner: str'), 'x');
    assert.equal(ownerOf('{"owner": n.o}', 'from types import SimpleNamespace\nn = SimpleNamespace(o="x")'), 'x');
    assert.equal(ownerOf('OrderedDict(owner="x")', 'from collections import OrderedDict'), 'x');
  });

  test('branches that are decided by the text', () => {
    assert.equal(ownerOf('a', 'MODE = "one"\nif MODE == "one":\n    a = {"owner": "x"}\nelse:\n    a = {"owner": "y"}'), 'x');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\nif __name__ == "__main__":\n    a = {"owner": "y"}'), 'x');
    assert.equal(
      ownerOf('a', 'try:\n    from airflow.sdk import DAG\nexcept ImportError:\n    from airflow import DAG\na = {"owner": "x"}'),
      'x',
    );
  });

  test('texts', () => {
    assert.equal(ownerOf('{"owner": "a" "b" + "c"}'), 'abc');
    assert.equal(ownerOf('{"owner": "{}-{x}".format("a", x="b")}'), 'a-b');
    assert.equal(ownerOf('{"owner": "%s-%s" % ("a", "b")}'), 'a-b');
    assert.equal(ownerOf('{"owner": "-".join(["a", "b"]).upper()}'), 'A-B');
    assert.equal(ownerOf('{"owner": "team-a: x".partition(": ")[0].removeprefix("team-") + str(1)}'), 'a1');
    assert.equal(ownerOf('{"owner": ", ".join(["a", "b"])}'), 'a+b');
    assert.equal(ownerOf('{"owner": f"v{2.0}-{2.5}-{3}"}'), 'v2.0-2.5-3');
    assert.equal(ownerOf('{"owner": "a-b-c".split("-", maxsplit=1)[1]}'), '? see "a-b-c".split("-", maxsplit=1)[1]');
    assert.equal(ownerOf('{"owner": "a-b-c".replace("-", "", 1)}'), '? see "a-b-c".replace("-", "", 1)');
    assert.equal(ownerOf('{"owner": "x" if "prod" in "preprod" else "y"}'), 'x');
  });

  test('classes: attributes, instances, enums, properties', () => {
    assert.equal(ownerOf('C.ARGS', 'class B:\n    OWNER = "x"\nclass C(B):\n    ARGS = {"owner": B.OWNER}'), 'x');
    assert.equal(ownerOf('c.args', 'class C:\n    def __init__(self, owner):\n        self.args = {"owner": owner}\nc = C("x")'), 'x');
    assert.equal(ownerOf('{"owner": T.DATA.value}', 'from enum import Enum\nclass T(Enum):\n    DATA = "x"'), 'x');
    assert.equal(
      ownerOf(
        'C("x").args',
        'from dataclasses import dataclass\n@dataclass\nclass C:\n    owner: str\n    @property\n    def args(self):\n        return {"owner": self.owner}',
      ),
      'x',
    );
    assert.equal(ownerOf('CONFIG["a"]["args"]', 'CONFIG = {"a": {"args": {"owner": "x"}}}'), 'x');
  });

  test('a name bound in the midst of an expression', () => {
    assert.equal(ownerOf('{"owner": o}', 'o = "x"\nif (o := "y"):\n    pass'), 'y');
    assert.equal(ownerOf('{"owner": o}', 'o = "x"\nw = [o := v for v in ["a", "b"]]'), 'b');
    assert.equal(ownerOf('{"owner": o}', 'o = "x"\nw = "a" or (o := "y")'), 'x');
    assert.equal(ownerOf('{"owner": o}', 'o = "x"\nwhile (o := "y") != "y":\n    pass'), 'y');
    assert.equal(ownerOf('{"owner": o}', 'o = "x"\nw = os.environ.get("A") or (o := "y")'), '? see os.environ.get("A") or …');
  });

  test('comprehensions over what is known', () => {
    const base = 'base = {"owner": "x", "team": "t", "retries": 1}';
    assert.equal(ownerOf('{k: v for k, v in base.items() if k != "team"}', base), 'x');
    assert.equal(ownerOf('{k: v for k, v in base.items() if k in ("team",)}', base), 'airflow');
    assert.equal(ownerOf('{k: v for k, v in base.items() if os.environ.get(k)}', base), '? see …');
    assert.equal(ownerOf('{k: base["team"] for k in base}', base), 't');
    assert.equal(ownerOf('{"owner": "".join([v.upper() for v in ["b", "a"] if not v == "a"])}'), 'B');
    assert.equal(ownerOf('{"owner": "".join(f"{a}{i}" for i, a in enumerate(["b", "a"]))}'), 'b0a1');
    assert.equal(ownerOf('{"owner": w["b"]}', 'w = {t: t.upper() for t in ["a", "b"]}'), 'B');
    assert.equal(ownerOf('{"owner": "".join([w for v in [["b"], ["a"]] for w in v])}'), 'ba');
    assert.equal(ownerOf('{"owner": [v for v in os.environ][0]}'), '? see …[0]');
  });

  test('a long expression is told by its beginning', () => {
    const many = Array.from({ length: 40 }, (_, at) => `"${at}"`).join(', ');
    assert.equal(ownerOf(`{"owner": os.environ.get(${many}, last=1)}`), '? see os.environ.get(…)');
    assert.equal(ownerOf(`{"owner": os.environ.get(${many})(${many})}`), '? see os.environ.get(…)(…)');
    assert.equal(ownerOf(`{"owner": [${many}][n]}`), '? see ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "1…');
    assert.equal(ownerOf('{"owner": os.environ.get("a", *rest, last=1, **more)}'), '? see os.environ.get("a", *rest, last=1, **more)');
  });

  test('an order that is not known, and what changes a dict or list in place', () => {
    assert.equal(ownerOf('{"owner": sorted(["b", "a"])[0]}'), 'a');
    assert.equal(ownerOf('{"owner": sorted(["b", "a"], key=len)[0]}'), '? see sorted(["b", "a"], key=len)[0]');
    assert.equal(ownerOf('{"owner": list({"b", "a"})[0]}'), '? see list(["b", "a"])[0]');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\na.clear()'), 'airflow');
    assert.equal(ownerOf('a', 'a = {"owner": "x"}\na.pop(os.environ["K"])'), '? a dict that is changed');
    assert.equal(ownerOf('a', 'a = {}\na.setdefault(os.environ["K"], "x")'), '? a dict that is changed');
    assert.equal(ownerOf('{"owner": a[-1]}', 'a = ["x"]\nb = a\nb += ["y"]'), 'y');
    assert.equal(ownerOf('{"owner": b}', 'a, *b = ["x", "y"]'), '? a value that is not followed');
    assert.equal(ownerOf('{"owner": b[0]}', 'a, *b, c = ["x", "y", "z"]'), 'y');
    assert.equal(ownerOf('{"owner": a[0]}', 'a = ["x"]\na[0] = "y"'), 'y');
    assert.equal(ownerOf('{"owner": a[0]}', 'a = ["x", "y"]\ndel a[0]'), 'y');
    assert.equal(ownerOf('{"owner": a[0]}', 'a = ["x"]\na[os.environ["K"]] = "y"'), '? see a[0]');
    assert.equal(ownerOf('{"owner": a[-1]}', 'a = ("x",)\nb = a\nb += ("y",)'), 'x');
    assert.equal(ownerOf('{"owner": a["o"]["n"]}', 'import copy\na = {"o": {"n": "x"}}\nb = copy.copy(a)\nb["o"]["n"] = "y"'), 'y');
    assert.equal(ownerOf('{"owner": a["o"]["n"]}', 'import copy\na = {"o": {"n": "x"}}\nb = copy.deepcopy(a)\nb["o"]["n"] = "y"'), 'x');
    assert.equal(ownerOf('{"owner": "".join(f"k{k}" for k in w)}', 'w = {1: "one", 2: "two"}'), 'k1k2');
  });

  test('named tuples, what a data class does after it was made, names of a class body', () => {
    const tuple = 'from collections import namedtuple\nT = namedtuple("T", "owner retries")';
    assert.equal(ownerOf('{"owner": T("x", 1).owner}', tuple), 'x');
    assert.equal(ownerOf('{"owner": T(retries=1, owner="x").owner}', tuple), 'x');
    const typed = 'from typing import NamedTuple\nclass T(NamedTuple):\n    owner: str\n    retries: int = 5';
    assert.equal(ownerOf('{"owner": T("x").owner}', typed), 'x');
    const later = 'from types import SimpleNamespace\nn = SimpleNamespace(o="x")\nn.o = "y"';
    assert.equal(ownerOf('{"owner": n.o}', later), 'y');
    const constant = 'from dataclasses import dataclass\n@dataclass\nclass C:\n    a: str\n    B = "constant"\n    owner: str = "d"';
    assert.equal(ownerOf('{"owner": C("1", "2").owner}', constant), '2');
    assert.equal(ownerOf('{"owner": replace(C("1"), owner="y").owner}', `${constant}\nfrom dataclasses import replace`), 'y');
    assert.equal(ownerOf('asdict(C("1"))', `${constant}\nfrom dataclasses import asdict`), 'd');
    const teams = 'from enum import Enum\nclass T(Enum):\n    A = "a"\n    B = "b"\nfor o in T:\n    pass';
    assert.equal(ownerOf('{"owner": o.value}', teams), 'b');
    const after =
      'from dataclasses import dataclass\n@dataclass\nclass C:\n    owner: str = None\n    def __post_init__(self):\n        self.owner = self.owner or "filled"';
    assert.equal(ownerOf('{"owner": C().owner}', after), 'filled');
    assert.equal(ownerOf('{"owner": C("given").owner}', after), 'given');
    const body = 'o = "outside"\nclass C:\n    o = "inside"\n    same = o\n    @staticmethod\n    def made():\n        return o';
    assert.equal(ownerOf('{"owner": C.made()}', body), 'outside');
    assert.equal(ownerOf('{"owner": C.same}', body), 'inside');
    assert.equal(ownerOf('{"owner": C.o}', 'class C:\n    o = "x"\nsetattr(C, "o", "y")'), 'y');
  });

  test('operators of the workspace set what their constructors say', () => {
    const said = (init: string, given = '') => {
      const operator = `from airflow.sdk import BaseOperator\nclass Load(BaseOperator):\n    def __init__(self, ${init}\n`;
      const text = `${head}${operator}with DAG("a"${given}):\n    Load(task_id="t")\n`;
      return owners(oneFile(text), 'dag.a').map((line) => line.replace(/ 1 @.*$/, ''));
    };
    const handing = 'owner="own", **kwargs):\n        super().__init__(owner=owner, **kwargs)';
    assert.deepEqual(said(handing), ['own']);
    assert.deepEqual(said(handing, ', default_args={"owner": "x"}'), ['x']);
    assert.deepEqual(
      said('**kwargs):\n        kwargs["owner"] = "own"\n        super().__init__(**kwargs)', ', default_args={"owner": "x"}'),
      ['? see Load.__init__'],
    );
    assert.deepEqual(
      said('table=None, **kwargs):\n        super().__init__(**kwargs)\n        self.table = table', ', default_args={"owner": "x"}'),
      ['x'],
    );
  });

  test('conditions that the text decides', () => {
    assert.equal(ownerOf('{"owner": "x" if None is None else "y"}'), 'x');
    assert.equal(ownerOf('{"owner": "x" if a is not None else "y"}', 'a = {}'), 'x');
    assert.equal(ownerOf('{"owner": "x" if a is None else "y"}', 'from elsewhere import a'), '? see "x" if a is None else "y"');
    assert.equal(ownerOf('{"owner": "x" if [] else "y"}'), 'y');
    assert.equal(ownerOf('{"owner": "x" if len([1]) > 0 else "y"}'), 'x');
    assert.equal(ownerOf('{"owner": o}', 'import contextlib\nwith contextlib.suppress(KeyError):\n    o = "x"\n    raise KeyError'), 'x');
  });

  test('names that a function binds again', () => {
    assert.equal(
      ownerOf('{"owner": f()}', 'def f():\n    o = "x"\n    def g():\n        nonlocal o\n        o = "y"\n    g()\n    return o'),
      '? see g()',
    );
    assert.equal(ownerOf('{"owner": f()}', 'o = "x"\ndef f(given=o):\n    return given\no = "y"'), 'x');
    assert.equal(ownerOf('{"owner": o}', 'o = "x"\nvars()["o"] = "y"'), 'y');
    assert.equal(ownerOf('{"owner": own}', 'own = "x"\ndef change():\n    global own\n    own = "y"\nchange()'), '? see change()');
    assert.equal(ownerOf('{"owner": own}', 'own = "x"\nglobals()["own"] = "y"'), 'y');
  });

  test('functions', () => {
    assert.equal(ownerOf('f("x")', 'def f(owner, retries=1):\n    return {"owner": owner}'), 'x');
    assert.equal(ownerOf('f()', 'def f(owner="x", **more):\n    args = {"owner": owner}\n    args.update(more)\n    return args'), 'x');
    assert.equal(
      ownerOf('f()', 'def f():\n    if os.environ.get("Y"):\n        return {"owner": "y"}\n    return {"owner": "x"}'),
      '? see f()',
    );
    assert.equal(ownerOf('f(os.environ["O"])', 'def f(owner):\n    return {"owner": owner}'), '? see os.environ["O"]');
  });
});

suite('airflow: tasks', () => {
  test('helpers that make tasks: followed where they are in the workspace, unknown where not', () => {
    const text = `${head}from helpers import load\nfrom elsewhere import more\nwith DAG("a", default_args={"owner": "x"}):\n    load("b")\nwith DAG("b"):\n    more("b")\nc = DAG("c")\nmore(c)\n`;
    const found = oneFile(text, { 'dags/helpers.py': `${head}def load(name):\n    return EmptyOperator(task_id=name, owner="helper")\n` });
    assert.deepEqual(owners(found, 'dag.a'), ['helper 1 @dags/helpers.py:6']);
    assert.deepEqual(owners(found, 'dag.b'), ['? see more, where tasks are made']);
    assert.deepEqual(owners(found, 'dag.c'), ['? see more, where tasks are made']);
  });

  test('operators of the workspace, partial and unpacked arguments', () => {
    const text = `${head}from airflow.sdk import BaseOperator\nclass Load(BaseOperator):\n    pass\nCOMMON = {"owner": "common"}\nwith DAG("a"):\n    Load(task_id="a", **COMMON)\n    Load.partial(task_id="b", owner="b").expand(x=[1])\n    BashOperator(task_id="c", **os.environ)\n    [EmptyOperator(task_id=f"d{i}") for i in range(3)]\n`;
    assert.deepEqual(owners(oneFile(text), 'dag.a'), [
      'common 1 @dags/a.py:8',
      'b 1 @dags/a.py:11',
      'airflow 3 @dags/a.py:9',
      '? see os.environ',
    ]);
  });

  test('the older ways: dag=, chained assignment, attributes set later, add_task', () => {
    const text = `${head}dag = DAG("a", default_args={"owner": "x"})\na = EmptyOperator(task_id="a", dag=dag)\na.owner = "later"\nb = EmptyOperator(task_id="b")\ndag.add_task(b)\ndag.description = "Says what it is for"\ndag.on_failure_callback = print\n`;
    const found = oneFile(text);
    assert.deepEqual(owners(found, 'dag.a'), ['later 1 @dags/a.py:7', 'airflow 1 @dags/a.py:5']);
    assert.deepEqual(
      lines(found.facts('dag.a').description, ({ text: words }) => words),
      ['Says what it is for @dags/a.py:10'],
    );
    assert.deepEqual(alerts(found, 'dag.a'), ['dag callback - all @dags/a.py:11']);
  });

  test('what a data class works out once its fields are set', () => {
    const text = `${head}import inspect
from dataclasses import dataclass

class Named:
    def __post_init__(self):
        if not self.doc:
            self.doc = inspect.getdoc(self)
        self.owner = f"{self.name}-team"

@dataclass
class Line(Named):
    name: str
    doc: str = ""
    owner: str = "nobody"

    def __post_init__(self):
        super().__post_init__()

line = Line("tram")
with DAG("a", doc_md=line.doc, default_args={"owner": line.owner}):
    EmptyOperator(task_id="t")
`;
    const found = oneFile(text);
    assert.deepEqual(owners(found, 'dag.a'), ['tram-team 1 @dags/a.py:12']);
    assert.deepEqual(
      found.facts('dag.a').description.map((fact) => (fact.known ? fact.value.text : render(fact.reason))),
      ['see inspect.getdoc(self), in doc_md'],
    );
  });

  test('of a long text that is put together, the reason is the part that is not known', () => {
    const reason = (doc: string) =>
      oneFile(`${head}with DAG("a", doc_md=${doc}):\n    EmptyOperator(task_id="t")\n`)
        .facts('dag.a')
        .description.map((fact) => (fact.known ? '' : render(fact.reason)));
    assert.deepEqual(reason('f"Loads {os.environ[\'X\']}"'), ['see f"Loads {os.environ["X"]}", in doc_md']);
    const long = 'reads every line that has been open for a day and more';
    assert.deepEqual(reason(`f"It {'tidily'} ${long}: {os.environ['X']}"`), ['see os.environ["X"], in doc_md']);
  });

  test('Cosmos: a DAG of dbt, a group of dbt', () => {
    const text = `${head}from cosmos import DbtDag, DbtTaskGroup, ProjectConfig, RenderConfig
whole = DbtDag(dag_id="whole", project_config=ProjectConfig("/usr/dbt/shop"), default_args={"owner": "x"})
with DAG("part", default_args={"owner": "x"}):
    EmptyOperator(task_id="start")
    DbtTaskGroup(group_id="g", project_config=ProjectConfig(dbt_project_path="/usr/dbt/shop"), render_config=RenderConfig(select=["tag:daily"], exclude=["a"]))
`;
    const found = oneFile(text);
    assert.deepEqual(
      found.linked.dbtRuns?.map(({ runner, select, exclude, projectDir }) => [runner, select, exclude, projectDir]),
      [
        ['dags:dag.whole', null, [], '/usr/dbt/shop'],
        ['dags:dag.part', ['tag:daily'], ['a'], '/usr/dbt/shop'],
      ],
    );
    assert.deepEqual(owners(found, 'dag.whole'), ['x @dags/a.py:6', '? see DbtDag, where tasks are made']);
    assert.deepEqual(owners(found, 'dag.part'), ['x 1 @dags/a.py:7', '? see DbtTaskGroup, where tasks are made']);
  });

  test('dbt in scripts with unknown parts, in containers, by its own runner, in dbt Cloud', () => {
    const text = `${head}from airflow.providers.dbt.cloud.operators.dbt import DbtCloudRunJobOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
DIR = os.environ["DIR"]
with DAG("a"):
    BashOperator(task_id="a", bash_command=f"cd {DIR} && dbt run -s a")
    BashOperator(task_id="b", bash_command="dbt test -s " + DIR)
    KubernetesPodOperator(task_id="c", cmds=["bash", "-c"], arguments=["dbt deps && dbt build --select c+"])
    KubernetesPodOperator(task_id="d", cmds=["dbt"], arguments=["run", "--select", "d", "e"])
    DbtCloudRunJobOperator(task_id="e", job_id=1)

    @task
    def runs():
        from dbt.cli.main import dbtRunner

        dbtRunner().invoke(["snapshot", "--select", "f"])

    runs()
`;
    assert.deepEqual(
      oneFile(text).linked.dbtRuns?.map(({ words, select, hidden }) => `${words}: ${select?.join(' ') ?? 'all'}${hidden ? ' ?' : ''}`),
      [
        'dbt run -s a: a',
        'dbt test -s …: \u0000 ?',
        'dbt build --select c+: c+',
        'dbt run --select d e: d e',
        'a dbt Cloud job: all ?',
        'dbt snapshot --select f: f',
      ],
    );
  });
});
