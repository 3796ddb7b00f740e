/** Lets evaluations begin as long as the memory that all of them hold stays within a bound; first come, first served. */
export class MemoryGate {
  readonly #maxKib: number;
  readonly #waitingMax: number;
  readonly #waiting: { readonly kib: number; readonly begin: () => void }[] = [];
  #heldKib = 0;

  /** @param waitingMax evaluations that may wait */
  constructor(maxKib: number, waitingMax: number) {
    this.#maxKib = maxKib;
    this.#waitingMax = waitingMax;
  }

  /** Whether one that needs so much would be turned away now. */
  isFull(kib: number): boolean {
    return this.#mustWait(kib) && this.#waiting.length >= this.#waitingMax;
  }

  /** @param kib what it holds while it runs, at most the bound; 0 waits for nobody */
  async run<Result>(kib: number, evaluate: () => Promise<Result>): Promise<Result> {
    if (this.#mustWait(kib)) await new Promise<void>((begin) => this.#waiting.push({ kib, begin }));
    else this.#heldKib += kib;
    try {
      return await evaluate();
    } finally {
      this.#heldKib -= kib;
      this.#beginNext();
    }
  }

  #mustWait(kib: number): boolean {
    return kib > 0 && (this.#waiting.length > 0 || this.#heldKib + kib > this.#maxKib);
  }

  #beginNext(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || this.#heldKib + first.kib > this.#maxKib) return;
      this.#waiting.shift();
      this.#heldKib += first.kib;
      first.begin();
    }
  }
}
