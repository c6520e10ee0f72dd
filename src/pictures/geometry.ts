/** In pixels from a picture's upper left corner, x to the right and y down. */
export interface Point {
  x: number;
  y: number;
}

export interface Rectangle extends Point {
  width: number;
  height: number;
}
