/** What the bench uses of the package, which is there only where a bench has been run: the types are checked without it. */
declare module 'regl-scatterplot' {
  export default function createScatterplot(options: {
    readonly canvas: HTMLCanvasElement;
    readonly width: number;
    readonly height: number;
    readonly pointSize: number;
    readonly opacity: number;
    readonly colorBy: 'category';
    readonly pointColor: readonly string[];
    readonly performanceMode: boolean;
  }): {
    draw(
      points: { readonly x: Float32Array; readonly y: Float32Array; readonly z: Float32Array },
      options: { readonly zDataType: 'categorical' },
    ): Promise<void>;
    zoomToLocation(target: readonly [number, number], distance: number): Promise<void>;
    subscribe(event: 'drawing', listener: () => void): symbol;
    unsubscribe(listener: symbol): void;
    destroy(): void;
  };
}
