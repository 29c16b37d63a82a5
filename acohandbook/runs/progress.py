"""How far a batch has come: a bar on a terminal, plain lines elsewhere; both away from results."""

from __future__ import annotations

import sys
import time


class Progress:
    """Counts pieces of work; a bar with rate and time left on a terminal, else a line now and then."""

    _EVERY_SECONDS = 10.0

    def __init__(self, whole: int):
        self.whole, self.ended, self.failures = whole, 0, 0
        self.began = self.spoke = time.monotonic()
        self.bar = None
        if sys.stderr.isatty() and whole:
            from tqdm import tqdm

            self.bar = tqdm(total=whole, unit="run", file=sys.stderr, dynamic_ncols=True)

    def count(self, failed: bool) -> None:
        """One more piece has ended."""
        self.ended += 1
        self.failures += failed
        if self.bar is not None:
            self.bar.set_postfix_str(f"{self.failures} failed" if self.failures else "", refresh=False)
            self.bar.update()
        elif time.monotonic() - self.spoke > self._EVERY_SECONDS or self.ended == self.whole:
            self.spoke = time.monotonic()
            rate = self.ended / max(self.spoke - self.began, 1e-9)
            left = (self.whole - self.ended) / rate
            done = f"{self.ended} of {self.whole} runs, {self.failures} failed"
            self.say(f"{done}, {rate:.1f} a second, {left:.0f} s left")

    def say(self, line: str) -> None:
        """A line of its own, above the bar where there is one."""
        if self.bar is not None:
            self.bar.write(line, file=sys.stderr)
        else:
            print(line, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self.bar is not None:
            self.bar.close()
