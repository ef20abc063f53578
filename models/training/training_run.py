"""What a long training needs besides its steps: averaged weights, a checkpoint to go on from, a log."""
import pathlib
import time

import torch

SAVE_SECONDS = 300


class Run:
    """A folder, outside the repository, with checkpoint.pt, weights.pt (averaged weights) and log.txt.

    Attributes: net, optimizer, step, and average, the exponential average of the net's weights and running statistics.
    """

    def __init__(self, folder, net, optimizer, decay, extra=None):
        """extra: {name: parameter or running statistic} that belong to no net but to the checkpoint."""
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.net, self.optimizer, self.decay, self.extra = net, optimizer, decay, extra or {}
        self.average = {k: v.clone() for k, v in net.state_dict().items()}
        self.step, self.seconds, self.saved = 0, 0.0, time.time()

    def resume(self, device="cpu"):
        """Goes on from the checkpoint, if there is one."""
        file = self.folder / "checkpoint.pt"
        if file.exists():
            state = torch.load(file, map_location=device, weights_only=True)
            self.net.load_state_dict(state["net"])
            self.optimizer.load_state_dict(state["optimizer"])
            with torch.no_grad():
                for name, parameter in self.extra.items():
                    parameter.copy_(state[name])
            self.average, self.step, self.seconds = state["average"], state["step"], state["seconds"]

    def minutes(self):
        """Processor time, that of resumed runs included."""
        return (self.seconds + time.process_time()) / 60

    def advance(self):
        """After each step: averages the weights, and saves every five minutes."""
        self.step += 1
        decay = min(self.decay, (1 + self.step) / (10 + self.step))
        values = self.net.state_dict()
        moving = [name for name, value in values.items() if value.dtype.is_floating_point]
        torch._foreach_lerp_([self.average[name] for name in moving], [values[name] for name in moving], 1 - decay)
        for name in values.keys() - set(moving):
            self.average[name].copy_(values[name])
        if time.time() - self.saved > SAVE_SECONDS:
            self.save()

    def save(self):
        state = {"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict(), "average": self.average, "step": self.step,
                 "seconds": 60 * self.minutes(), **{name: p.detach() for name, p in self.extra.items()}}
        torch.save(state, self.folder / "checkpoint.tmp")
        (self.folder / "checkpoint.tmp").replace(self.folder / "checkpoint.pt")
        torch.save({name: value.cpu() for name, value in self.average.items()}, self.folder / "weights.pt")
        self.saved = time.time()

    def note(self, text):
        with open(self.folder / "log.txt", "a") as log:
            log.write(text + "\n")
