"""Average precision at IoU 0.5 as COCO defines it, step by step in exact fractions, over the random images of DetectionEvaluatorTests. Its output is in that test."""
from fractions import Fraction

state = 2026


def draw(bound):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % bound


def iou(a, b, crowd):
    across = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    down = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    area = lambda box: (box[2] - box[0]) * (box[3] - box[1])
    shared = across * down
    return Fraction(shared, area(a)) if crowd else Fraction(shared, area(a) + area(b) - shared)


def box(x, y, width, height):
    return (x, y, x + width, y + height)


images = []
for _ in range(60):
    truths = [(box(draw(200), draw(200), 10 + draw(50), 10 + draw(50)), draw(3), draw(12) == 0) for _ in range(draw(8))]
    seen = []
    for t, label, _crowd in truths:
        for _ in range(draw(3)):
            moved = box(t[0] + draw(9) - 4, t[1] + draw(9) - 4, max(4, t[2] - t[0] + draw(9) - 4), max(4, t[3] - t[1] + draw(9) - 4))
            seen.append((moved, label if draw(6) else draw(3), draw(100000)))
    for _ in range(draw(5)):
        seen.append((box(draw(200), draw(200), 10 + draw(50), 10 + draw(50)), draw(3), draw(60000)))
    images.append((truths, seen))

for label in range(3):
    ranked, there = [], 0
    for truths, seen in images:
        mine = [t for t in truths if t[1] == label]
        there += sum(not crowd for _, _, crowd in mine)
        free = [True] * len(mine)
        for s in sorted((s for s in seen if s[1] == label), key=lambda s: -s[2]):
            best, at = Fraction(1, 2), None
            for i, (t, _, crowd) in enumerate(mine):
                if not crowd and free[i] and (overlap := iou(s[0], t, False)) >= best and (at is None or overlap > best):
                    best, at = overlap, i
            if at is not None:
                free[at] = False
                ranked.append((s[2], True))
            elif not any(crowd and iou(s[0], t, True) >= Fraction(1, 2) for t, _, crowd in mine):
                ranked.append((s[2], False))
    ranked.sort(key=lambda r: -r[0])
    points, found = [], 0
    for i, (_, right) in enumerate(ranked):
        found += right
        points.append((Fraction(found, there), Fraction(found, i + 1)))
    sum_ = sum(max((p for r, p in points if r >= Fraction(k, 100)), default=Fraction(0)) for k in range(101))
    print(label, there, sum(right for _, right in ranked), len(ranked), float(sum_ / 101))
