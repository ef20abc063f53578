"""Trains the speaker network on crops that are drawn anew (speaker_crops.py). A checkpoint every five minutes, from which --resume goes on.

Half of an additive angular margin softmax (Deng et al. 2019) over all voices and an angular prototypical loss (Chung et al.
2020) within the batch. A guide, of twice the channels, learns beside the network from the same crops and is then thrown away: the
network also learns the guide's cosines between the crops of a batch (relational distillation, Park et al. 2019). The
rate of learning is constant for the first half of the steps, then falls.

usage: train_speaker.py POOL OUT [--steps 12000] [--speakers 80] [--no-guide] [--seed 0] [--device cpu] [--workers 4] [--resume]
POOL is a folder of speaker_pool.py; OUT, outside the repository, gets checkpoint.pt, weights.pt (averaged weights), log.txt.
"""
import argparse
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

import speaker_network as network
from speaker_crops import Crops, Plans
from training_run import Run

LEARNING_RATE, WARM_UP, DECAY, AVERAGE = 2e-3, 300, 5e-2, 0.9995
SCALE, MARGIN, GUIDANCE = 24.0, 0.25, 20.0
CENTRE = 0.3 * math.sqrt(network.SIZE)  # length of a class's centre; at a sixth of it the margin softmax did not start to learn


class PlanStream(IterableDataset):
    """The plans of steps first to last: step k's is the same however often one resumed, on any number of workers."""

    def __init__(self, plans, seed, first, last):
        self.plans, self.seed, self.first, self.last = plans, seed, first, last

    def __iter__(self):
        worker = get_worker_info()
        number, count = (worker.id, worker.num_workers) if worker else (0, 1)
        for step in range(self.first + number, self.last, count):
            yield self.plans.draw(np.random.default_rng([self.seed, step]))


class Learner(nn.Module):
    """A network, the centres of its classes, and what it loses on a batch."""

    def __init__(self, classes, channels, width):
        super().__init__()
        self.net = network.Net(channels, width)
        self.centres = nn.Parameter(F.normalize(torch.randn(classes, network.SIZE)) * CENTRE)
        self.slope = nn.Parameter(torch.tensor([10.0, -2.0]))

    def forward(self, x):
        with torch.autocast(x.device.type, dtype=torch.bfloat16):
            h, g = self.net.t(x)
        h, g = h.float(), g.float()  # the sums of squares need float32
        return F.normalize(self.net.h(g.sum(2), (g * h).sum(2), (g * h * h).sum(2)))

    def losses(self, e, y, margin):
        """(margin softmax, prototypical, accuracy)."""
        cosine = e @ F.normalize(self.centres).t()
        angle = torch.acos(cosine.gather(1, y[:, None]).clamp(-0.9999, 0.9999))
        target = torch.cos((angle + margin).clamp(max=math.pi))
        softmax = F.cross_entropy(cosine.scatter(1, y[:, None], target) * SCALE, y)
        between = e[0::2] @ e[1::2].t() * self.slope[0].clamp(min=1) + self.slope[1]
        same = torch.arange(len(between), device=e.device)
        prototypical = (F.cross_entropy(between, same) + F.cross_entropy(between.t(), same)) / 2
        return softmax, prototypical, (cosine.argmax(1) == y).float().mean()

    def groups(self):
        """Parameters for the optimizer: matrices decay; vectors, centres and slope do not."""
        matrices = [p for p in self.net.parameters() if p.ndim > 1]
        vectors = [p for p in self.net.parameters() if p.ndim == 1]
        return [dict(params=matrices, weight_decay=DECAY), dict(params=vectors + [self.centres, self.slope], weight_decay=0)]


def rate(step, steps):
    late = max(0.0, 2 * step / steps - 1)
    return LEARNING_RATE * min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * late)) + 1e-6


def margin(step, steps):
    return MARGIN * min(1.0, max(0.0, (step / steps - 0.05) / 0.3))


def beside(name, module):
    """What a checkpoint keeps of a module besides the network that ships."""
    return {f"{name}.{key}": value for key, value in module.state_dict().items() if name == "guide" or not key.startswith("net.")}


def loss_of(learner, guide, x, y, margin):
    """(loss, [softmax, prototypical, accuracy of the learner])."""
    e = learner(x)
    softmax, prototypical, right = learner.losses(e, y, margin)
    loss = 0.5 * softmax + prototypical
    if guide:
        g = guide(x)
        its_softmax, its_prototypical, _ = guide.losses(g, y, margin)
        guidance = ((e @ e.t() - (g @ g.t()).detach()) ** 2).mean()
        loss = loss + 0.5 * its_softmax + its_prototypical + GUIDANCE * guidance
    return loss, torch.stack([softmax.detach(), prototypical.detach(), right])


def train(args):
    torch.manual_seed(args.seed)
    if args.device == "cpu":
        torch.set_num_threads(1)
    plans, crops = Plans(args.pool, args.speakers), Crops(args.pool, args.device)
    learner = Learner(plans.count, network.CHANNELS, network.WIDTH).to(args.device)
    guide = Learner(plans.count, 2 * network.CHANNELS, 2 * network.WIDTH).to(args.device) if args.guide else None
    learners = [learner, guide] if guide else [learner]
    optimizer = torch.optim.AdamW([group for each in learners for group in each.groups()], lr=LEARNING_RATE)
    run = Run(args.out, learner.net, optimizer, AVERAGE, beside("learner", learner) | (beside("guide", guide) if guide else {}))
    if args.resume:
        run.resume(args.device)
    run.note(f"{plans.count} classes, {sum(p.numel() for p in learner.net.parameters())} parameters, {vars(args)}, from step {run.step}")
    recent = []
    for plan in DataLoader(PlanStream(plans, args.seed, run.step, args.steps), batch_size=None, num_workers=args.workers):
        for group in optimizer.param_groups:
            group["lr"] = rate(run.step, args.steps)
        loss, figures = loss_of(learner, guide, *crops(plan, args.seed * 1_000_003 + run.step), margin(run.step, args.steps))
        optimizer.zero_grad()
        loss.backward()
        for each in learners:
            nn.utils.clip_grad_norm_(each.parameters(), 5.0)
        optimizer.step()
        run.advance()
        recent = (recent + [figures])[-200:]
        if run.step % 250 == 0:
            run.note(f"{run.minutes():.1f} min, step {run.step}: softmax, prototypical, accuracy {torch.stack(recent).mean(0).cpu().numpy().round(3)}")
    run.save()


if __name__ == "__main__":
    args = argparse.ArgumentParser()
    args.add_argument("pool")
    args.add_argument("out")
    args.add_argument("--steps", type=int, default=12000)
    args.add_argument("--speakers", type=int, default=80, help="of a batch, which holds four crops of each")
    args.add_argument("--guide", action=argparse.BooleanOptionalAction, default=True)
    args.add_argument("--seed", type=int, default=0)
    args.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args.add_argument("--workers", type=int, default=4)
    args.add_argument("--resume", action="store_true")
    train(args.parse_args())
