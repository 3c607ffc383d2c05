"""What a drawing is measured by, for ours and for Graphviz's alike."""

import shutil
import subprocess
from itertools import combinations, pairwise
from math import dist

POINTS = 72  # Graphviz's inch, so that a point is one of our px
CHORDS = 12


def crossings(paths):
    """Pairs of edges that cross, each as often as it does."""
    boxes = [bounds(path) for path in paths]
    total = 0
    for (one, box), (other, other_box) in combinations(zip(paths, boxes, strict=True), 2):
        if apart(box, other_box):
            continue
        total += sum(
            cross(*a, *b)
            for a in pairwise(one)
            for b in pairwise(other)
            if not apart(span(a), span(b))
        )
    return total


def bounds(path):
    xs, ys = zip(*path, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def span(segment):
    (a, b), (c, d) = segment
    return min(a, c), min(b, d), max(a, c), max(b, d)


def apart(one, other):
    return one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def cross(a, b, c, d):
    """Whether two segments cross properly; a common end is no crossing."""
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def side(a, b, p):
    value = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return (value > 1e-9) - (value < -1e-9)


def length(paths):
    return sum(dist(a, b) for path in paths for a, b in pairwise(path))


def have_dot():
    return shutil.which("dot") is not None


def dot_paths(architecture, drawing, clusters):
    """The same nodes and labels, of the same size, as `dot` lays them out."""
    run = ["dot", "-Tplain"]
    text = dot_text(architecture, drawing, clusters)
    plain = subprocess.run(run, input=text, capture_output=True, text=True, check=True).stdout
    return [spline(line.split()) for line in plain.splitlines() if line.startswith("edge ")]


def dot_text(architecture, drawing, clusters):
    lines = ["digraph {", 'node [shape=box, fixedsize=true, label=""]', "edge [fontsize=13]"]
    boxes = {node.id: node.box for node in drawing.nodes}
    for zone in ("build", "runtime"):
        lines.append(f"subgraph cluster_{zone} {{" if clusters else "{")
        for node in architecture.nodes:
            if node.zone == zone:
                box = boxes[node.id]
                size = f"width={box.width / POINTS}, height={box.height / POINTS}"
                lines.append(f'"{node.id}" [{size}]')
        lines.append("}")
    for edge in architecture.edges:
        lines.append(f'"{edge.source}" -> "{edge.target}" [label="{edge.label}"]')
    return "\n".join([*lines, "}"])


def spline(fields):
    """`edge tail head n x1 y1 … xn yn …`: one start and cubic curves of three points each."""
    count = int(fields[3])
    numbers = [float(field) * POINTS for field in fields[4 : 4 + 2 * count]]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    path = [points[0]]
    for start in range(0, count - 1, 3):
        path += [bezier(points[start : start + 4], n / CHORDS) for n in range(1, CHORDS + 1)]
    return path


def bezier(p, t):
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return tuple(sum(w * q[axis] for w, q in zip(weights, p, strict=True)) for axis in (0, 1))
