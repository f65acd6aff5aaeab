/**
 * The demo's training: which digits a tick sees follows from its number alone, so that a run which was
 * stopped goes on with the same bits.
 *
 * @module
 */

import { randomUniform } from "../../lib/check/random.ts";
import {
  adamw,
  type Device,
  Parameters,
  schedules,
  Ticks,
  type TicksOptions,
} from "../../mod.ts";
import {
  countCorrect,
  crossEntropy,
  type Digits,
  type DigitsNetwork,
  digitsNetwork,
} from "../mod.ts";

const pixels = 28 * 28;

/** Digits in a micro-batch; the last of an epoch has fewer, and the step divides by what was counted. */
const microBatch = 64;

/** How long it trains. */
export interface Plan {
  readonly every: number;
  readonly steps: number;
}

/** A network in training. */
export class Training {
  readonly #device: Device;
  readonly #digits: Digits;
  readonly #plan: Plan;
  readonly #network: DigitsNetwork;
  readonly #ticks: Ticks;

  private constructor(
    device: Device,
    digits: Digits,
    plan: Plan,
    network: DigitsNetwork,
    ticks: Ticks,
  ) {
    this.#device = device;
    this.#digits = digits;
    this.#plan = plan;
    this.#network = network;
    this.#ticks = ticks;
  }

  /** Starts, or goes on from a saved state. */
  static async start(
    device: Device,
    digits: Digits,
    plan: Plan,
    saved?: string | URL,
  ): Promise<Training> {
    const network = digitsNetwork({ device });
    const parameters = Parameters.of(network);
    const options = ticksOptions(plan);
    const ticks = saved
      ? await Ticks.load(saved, parameters, options)
      : new Ticks(parameters, options);
    return new Training(device, digits, plan, network, ticks);
  }

  /** What accumulates and steps. */
  get ticks(): Ticks {
    return this.#ticks;
  }

  /** One micro-batch: the loss and its gradients, and the step where it closes the window. */
  async tick(): Promise<{ loss: number; gradientNorm: number } | null> {
    const { step, pending } = this.#ticks;
    const { images, labels, count } = this.#batch(
      step * this.#plan.every + pending,
    );
    const loss = this.#device.scope(() => {
      const x = this.#device.tensor(images, [count, pixels]);
      const { y, backward } = this.#network.forward(x);
      const target = this.#device.tensor(labels);
      const { loss, dlogits } = crossEntropy(y, target); // summed over the digits
      backward(dlogits); // adds into the gradients
      return loss;
    });
    const closed = await this.#ticks.tick(count, { loss });
    loss.dispose();
    if (!closed) return null;
    const [[mean], { gradientNorm }] = await Promise.all([
      closed.loss.read(),
      this.#ticks.report(),
    ]);
    closed.loss.dispose();
    return { loss: mean, gradientNorm };
  }

  /** How many of these digits it reads rightly. */
  async accuracy({ images, labels, count }: Digits): Promise<number> {
    let correct = 0;
    for (let from = 0; from < count; from += 250) {
      const to = Math.min(from + 250, count);
      using logits = this.#device.scope(() =>
        this.#network.infer(
          this.#device.tensor(
            images.subarray(from * pixels, to * pixels),
            [to - from, pixels],
          ),
        )
      );
      correct += countCorrect(await logits.read(), labels.subarray(from, to));
    }
    return correct / count;
  }

  /** The digits of a tick: each epoch goes through all, in an order of its own. */
  #batch(tick: number): Digits {
    const { images, labels, count } = this.#digits;
    const ticksPerEpoch = Math.ceil(count / microBatch);
    const epoch = Math.floor(tick / ticksPerEpoch);
    const from = tick % ticksPerEpoch * microBatch;
    const order = orderOf(count, epoch).slice(from, from + microBatch);
    const batch = new Float32Array(order.length * pixels);
    order.forEach((source, i) => {
      const start = source * pixels;
      batch.set(images.subarray(start, start + pixels), i * pixels);
    });
    const own = Uint32Array.from(order, (source) => labels[source]);
    return { images: batch, labels: own, count: order.length };
  }
}

let lastOrder: { epoch: number; order: Uint32Array } | null = null;

/** Numbers below `count` in an order that the epoch sets. */
function orderOf(count: number, epoch: number): Uint32Array {
  if (lastOrder?.epoch !== epoch) {
    const keys = randomUniform(count, 1 + epoch);
    const order = Uint32Array.from({ length: count }, (_, i) => i)
      .sort((a, b) => keys[a] - keys[b]);
    lastOrder = { epoch, order };
  }
  return lastOrder.order;
}

function ticksOptions({ every, steps }: Plan): TicksOptions {
  const peak = 5e-3, warmup = Math.min(10, Math.ceil(steps / 10));
  const { cosine, joined, linearWarmup } = schedules;
  return {
    every,
    optimizer: adamw({
      learningRate: joined([
        linearWarmup({ start: peak / 10, peak, steps: warmup }),
        cosine({ start: peak, steps: Math.max(1, steps - warmup) }),
      ], { boundaries: [warmup] }),
    }),
    clipNorm: 1,
    // Biases and the weights of layer norm are not decayed.
    groups: [{ match: (_, shape) => shape.length === 1, weightDecay: 0 }],
  };
}
