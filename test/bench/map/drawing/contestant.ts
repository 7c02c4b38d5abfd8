/** A cloud of points to be drawn: places from -1 to 1, and a category for each. */
export type Cloud = { readonly xy: Float32Array; readonly categories: Uint16Array };

/** What draws points in a page. Each promise settles when the pixels are there. */
export type Contestant = {
  /** The first picture of the whole cloud. */
  draw(cloud: Cloud): Promise<void>;
  /** One picture more of the whole cloud, with the camera elsewhere: the middle of the view, and its height. */
  frame(x: number, y: number, height: number): Promise<void>;
  /** The first frame with the camera elsewhere, as while it moves; answers how many points are in it. Absent: `frame`. */
  move?(x: number, y: number, height: number): Promise<number>;
  dispose(): void;
};

export type StartContestant = (canvas: HTMLCanvasElement, size: Size) => Contestant;

export type Size = { readonly width: number; readonly height: number };

/** Both draw points of this diameter in pixels and this opacity: what the map chooses for a million. */
export const look = { diameter: 2.5, alpha: 0.35 };

export const categoryCount = 8;
