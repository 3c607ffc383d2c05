"""Architectures to draw that nobody wrote: seeded, as irregular as real ones, 8 to 30 nodes."""

from random import Random

from learning.architecture.model import Architecture, Edge, EdgeKind, Node, NodeKind, Zone

WORDS = ("orders", "billing", "stock", "search", "mail", "audit", "price", "basket", "login")
LABELS = [
    "HTTP",
    "gRPC",
    "SQL",
    "get and set",
    "order event",
    "COPY --from",
    "--target test",
    "pull",
]


def generated(seed, smallest=8, largest=30):
    random = Random(seed)
    size = random.randint(smallest, largest)
    in_build = max(4, round(size * random.uniform(0.3, 0.5)))
    build = [node(random, number, Zone.BUILD, NodeKind.STAGE) for number in range(in_build)]
    build[0] = node(random, 0, Zone.BUILD, NodeKind.DEVELOPER)
    kinds = [NodeKind.SERVICE, NodeKind.SERVICE, NodeKind.CACHE, NodeKind.DATABASE, NodeKind.WORKER]
    runtime = [
        node(random, number, Zone.RUNTIME, random.choice(kinds)) for number in range(in_build, size)
    ]
    runtime[0] = node(random, in_build, Zone.RUNTIME, NodeKind.USER)
    pairs = {}
    for lane, kind in ((build, EdgeKind.ARTIFACT), (runtime, EdgeKind.SYNC)):
        for number, one in enumerate(lane[1:], start=1):
            pairs[random.choice(lane[max(0, number - 4) : number]).id, one.id] = kind
        for _ in range(round(len(lane) * random.uniform(0.2, 0.5))):
            one, other = random.sample(lane, 2)
            pairs.setdefault((one.id, other.id), kind)
    for one in random.sample(runtime, min(len(runtime), random.randint(1, 3))):
        pairs[random.choice(build[len(build) // 2 :]).id, one.id] = EdgeKind.ARTIFACT
    edges = tuple(
        Edge(f"e{number}", source, target, kind, random.choice(LABELS), True)
        for number, ((source, target), kind) in enumerate(pairs.items())
    )
    return Architecture(f"Generated {seed}", "For drawing.", (*build, *runtime), edges)


def node(random, number, zone, kind):
    label = " ".join(random.sample(WORDS, random.randint(1, 3))).capitalize()
    return Node(f"n{number}", kind, label, "Does something.", zone)
