/**
 * The eye that looks at a surface: where it stands, and where on paper a point then lies, by the same
 * rules as plotly.js, whose scenes have an angle of view of 45 degrees.
 */

/** A point or direction in space. */
export type Vector = readonly [x: number, y: number, z: number];

/** The sides of the box that holds a surface. */
export const BOX: Vector = [1, 1, 0.6];

/** From the middle of the box to the eye: all of the box is in view. */
const DISTANCE = 2;
/** The point that is looked at lies a little below the middle, to leave room for the labels there. */
const CENTRE: Vector = [0, 0, -0.16];

/** Where the eye is, seen from the middle of the box. */
export function eyeAt(azimuth: number, elevation: number): Vector {
  const [turn, lift] = [azimuth, elevation].map((a) => a * Math.PI / 180);
  return [
    DISTANCE * Math.cos(lift) * Math.cos(turn),
    DISTANCE * Math.cos(lift) * Math.sin(turn),
    DISTANCE * Math.sin(lift),
  ];
}

/** The camera as plotly.js takes it. */
export function cameraOf(eye: Vector) {
  const point = ([x, y, z]: Vector) => ({ x, y, z });
  return { eye: point(eye), center: point(CENTRE), up: { x: 0, y: 0, z: 1 } };
}

/** Where points of the box lie on paper of a width and height. */
export function projection(
  eye: Vector,
  width: number,
  height: number,
): (point: Vector) => [x: number, y: number] {
  const forward = unit(subtract(CENTRE, eye));
  const right = unit(cross(forward, [0, 0, 1]));
  const up = cross(right, forward);
  const zoom = 0.5 * height / Math.tan(Math.PI / 8);
  return (point) => {
    const seen = subtract(point, eye);
    const depth = dot(seen, forward);
    return [
      0.5 * width + zoom * dot(seen, right) / depth,
      0.5 * height - zoom * dot(seen, up) / depth,
    ];
  };
}

/** The difference of two points. */
export function subtract(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** The scalar product. */
export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The vector product. */
export function cross(a: Vector, b: Vector): Vector {
  return [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
}

/** The direction, of length 1. */
export function unit(a: Vector): Vector {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
}
