"""Trains the VAD and SNR network on scenes. One thread; a checkpoint every five minutes, from which --resume goes on.

A second training on other scenes begins with the weights of the first (--from), at a lower rate and with the statistics
of its norms as they are.

usage: train_vad.py FOLDER --scenes train-*.npz --dev dev.npz [--steps 12000] [--rate 3e-3] [--from WEIGHTS] [--seed 0] [--resume]
FOLDER (outside the repository) gets checkpoint.pt, weights.pt (averaged weights) and log.txt.
"""
import argparse
import glob
import math

import numpy as np
import torch
import torch.nn.functional as F

from training_run import Run
from vad_network import FULL_SCALE_DB, Net

BATCH, CLIP = 16, 2.0
AVERAGE = 0.9995
LONG, SHORT = 31, 15  # 64 ms steps: 2 s for the SNR, 1 s for the noise


def load(files):
    parts = [np.load(f) for f in files]
    return {k: np.concatenate([p[k] for p in parts]) for k in parts[0].files}


def tensor(a):
    return torch.from_numpy(a.astype(np.float32))


def augmented(x, rng):
    """Another level, a tilt, a few bands gone; digital silence stays what it is."""
    bands = x.shape[1]
    shift = torch.randn(len(x), 1, 1) * 0.5 + torch.randn(len(x), 1, 1) * torch.linspace(-1, 1, bands)[None, :, None] * 0.4
    x = torch.clamp(x + torch.where(x > -18, shift, torch.zeros(())), min=-18.42)
    for row in x:
        if rng.random() < 0.25:
            a, width = rng.integers(bands), rng.integers(1, 7)
            row[a:a + width] = row.mean(0, keepdim=True)
    return x


def losses(out, data, index):
    """(speech, mask, SNR and noise level read through the mask, error head): all means."""
    speech, mask, error = (o.float() for o in out)
    y, weight = tensor(data["speech"][index]) / 255, tensor(data["weight"][index]) / 100
    snr_known, noise_known = tensor(data["snr_known"][index]), tensor(data["noise_known"][index])
    of_speech = (F.binary_cross_entropy_with_logits(speech, y, reduction="none") * weight).sum() / weight.sum()
    sound = noise_known.repeat_interleave(4, 1)
    share = tensor(data["mask"][index]).transpose(1, 2) / 255
    of_mask = (F.binary_cross_entropy_with_logits(mask, share, reduction="none") * sound[:, None]).sum() / (sound.sum() * mask.shape[1])

    power = torch.exp(tensor(data["features"][index]).transpose(1, 2).clamp(min=-18.4))
    quarter = lambda v: F.avg_pool1d(v[:, None], 4)[:, 0]
    box = lambda v, k: F.avg_pool1d(v[:, None], k, 1, k // 2)[:, 0]
    level = lambda v: 10 * torch.log10(v + 1e-7)
    active = (y > 0.5).float() * sound
    p = torch.sigmoid(mask)
    voice = box(quarter((p * power).sum(1) * active), LONG) / (box(quarter(active), LONG) + 1e-4)
    rest = quarter(((1 - p) * power).sum(1) * sound)
    noise = box(rest, LONG) / (box(noise_known, LONG) + 1e-4)
    off = ((level(voice) - level(noise)).clamp(-15, 45) - tensor(data["snr"][index])).abs()
    of_snr = (off.clamp(max=20) * snr_known).sum() / snr_known.sum()
    near = level(box(rest, SHORT) / (box(noise_known, SHORT) + 1e-4)) - FULL_SCALE_DB
    of_noise = ((near - tensor(data["noise"][index])).abs().clamp(max=15) * noise_known).sum() / noise_known.sum()

    error = error.clamp(-2, 3.5)  # Laplace: its scale is the expected absolute error
    of_error = ((off.detach() * torch.exp(-error) + error) * snr_known).sum() / snr_known.sum()
    return of_speech, of_mask, of_snr, of_noise, of_error


def total(parts):
    return 4 * parts[0] + 4 * parts[1] + 0.1 * parts[2] + 0.1 * parts[3] + 0.1 * parts[4]


@torch.no_grad()
def measured(net, data):
    net.eval()
    rows = []
    for k in range(0, len(data["features"]), 50):
        index = np.arange(k, min(k + 50, len(data["features"])))
        rows.append([float(v) for v in losses(net(tensor(data["features"][index]).transpose(1, 2)), data, index)])
    net.train()
    return np.mean(rows, 0)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("folder")
    args.add_argument("--scenes", nargs="+", required=True)
    args.add_argument("--dev", required=True)
    args.add_argument("--steps", type=int, default=12000)
    args.add_argument("--rate", type=float, default=3e-3)
    args.add_argument("--from", dest="weights")
    args.add_argument("--seed", type=int, default=0)
    args.add_argument("--resume", action="store_true")
    args = args.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    data, dev = load(sorted(f for pattern in args.scenes for f in glob.glob(pattern))), load([args.dev])
    count = len(data["features"])
    net = Net()
    if args.weights:
        net.load_state_dict(torch.load(args.weights, weights_only=True))
        for part in net.modules():
            if isinstance(part, torch.nn.BatchNorm1d):
                part.eval()
    run = Run(args.folder, net, torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=1e-2), AVERAGE)
    if args.resume:
        run.resume()
    run.note(f"{count} scenes, {sum(p.numel() for p in net.parameters())} parameters, {vars(args)}")
    recent, epoch, order = [], None, None
    while run.step < args.steps:
        # A step depends on its number alone, so a resumed run draws what an unbroken one would.
        rng = np.random.default_rng([args.seed, run.step])
        if epoch != run.step // (count // BATCH):
            epoch = run.step // (count // BATCH)
            order = np.random.default_rng([args.seed, 7, epoch]).permutation(count)
        at = run.step % (count // BATCH) * BATCH
        index = np.sort(order[at:at + BATCH])
        for group in run.optimizer.param_groups:
            group["lr"] = args.rate * min(1, run.step / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * run.step / args.steps)))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = net(augmented(tensor(data["features"][index]).transpose(1, 2), rng))
        parts = losses(out, data, index)
        run.optimizer.zero_grad()
        total(parts).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), CLIP)
        run.optimizer.step()
        run.advance()
        recent = (recent + [[float(p.detach()) for p in parts]])[-300:]
        if run.step % 500 == 0 or run.step == args.steps:
            other = Net()
            other.load_state_dict(run.average)
            run.note(f"{run.minutes():.1f} min, step {run.step}: train {np.mean(recent, 0).round(3)}, averaged on dev {measured(other, dev).round(4)}")
    run.save()


if __name__ == "__main__":
    main()
