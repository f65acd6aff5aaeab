import { assert, assertEquals } from "@std/assert";
import { keeping, LayerNorm, Parameter, type Tensor } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { testOnEachDevice } from "../devices.ts";

testOnEachDevice(
  "scope disposes what is made inside, but for its result",
  (device) => {
    let inner!: Tensor;
    const outer = device.zeros([1]);
    const result = device.scope(() => {
      inner = device.zeros([2]);
      return {
        list: [device.zeros([3])],
        map: new Map([["a", device.zeros([4])]]),
        set: new Set([device.zeros([5])]),
        number: 6,
      };
    });
    assert(inner.disposed && !outer.disposed);
    assert(!result.list[0].disposed);
    assert(!result.map.get("a")!.disposed);
    assert(![...result.set][0].disposed);
  },
);

testOnEachDevice("what a returned backward keeps survives", async (device) => {
  const norm = new LayerNorm(2, { device });
  const made: Tensor[] = [];
  const backward = device.scope(() => {
    const x = device.tensor([1, 2, 3, 5], [2, 2]);
    const forward = norm.forward(x);
    made.push(x, forward.y);
    return forward.backward;
  });
  assertEquals(made.map((tensor) => tensor.disposed), [false, true]);
  const dx = backward(device.tensor([1, 0, 0, 1], [2, 2]));
  assert((await dx.read()).every(Number.isFinite));
});

testOnEachDevice("a function of one's own says what it keeps", (device) => {
  const [kept, lost] = device.scope(() => {
    const a = device.zeros([1]), b = device.zeros([1]);
    return [keeping([a], () => a), () => b] as const;
  });
  assert(!kept().disposed);
  assert(lost().disposed);
});

testOnEachDevice(
  "parameters survive, and what an inner scope returns belongs to the outer",
  (device) => {
    let inner!: Tensor, parameter!: Parameter;
    device.scope(() => {
      parameter = new Parameter(device, { shape: [2], init: 1 });
      inner = device.scope(() => device.zeros([1]));
      assert(!inner.disposed);
    });
    assert(inner.disposed);
    assert(!parameter.value.disposed && !parameter.grad.disposed);
  },
);

testOnEachDevice(
  "an error in a scope disposes, and reaches the caller",
  (device) => {
    let made!: Tensor;
    assertMessage(
      () =>
        device.scope(() => {
          made = device.zeros([1]);
          throw new RangeError("mine");
        }),
      RangeError,
      "mine",
    );
    assert(made.disposed);
    const after = device.zeros([1]); // the scope is closed
    assert(!after.disposed);
  },
);

testOnEachDevice("a promise is refused", (device) => {
  assertMessage(
    () => device.scope(async () => await device.zeros([1]).read()),
    TypeError,
    "device.scope: fn gave a promise, expected a function that is not async; await outside the scope",
  );
});
