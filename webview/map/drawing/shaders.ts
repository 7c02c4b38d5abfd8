import { depthGrowth } from '../space/depth.ts';

/** Attribute locations, shared by the shaders and the renderer. */
export const positionLocation = 0;
export const appearanceLocation = 1;

/** The fourth byte of the appearance attribute holds the marker and the dim flag. The other bytes are the colour. */
const markerBits = 15;
export const dimBit = 128;

/** `right`, `up` and `towards` are the view axes. `nearness` is 1 / radius of a 3D map, and 0 on a 2D map. */
export const vertexShader = `#version 300 es
layout(location = ${positionLocation}) in vec3 position;
layout(location = ${appearanceLocation}) in vec4 look;
uniform vec3 right;
uniform vec3 up;
uniform vec3 towards;
uniform float nearness;
uniform float fade;
uniform vec2 middle;
uniform vec2 zoom;
uniform float diameter;
uniform float alpha;
uniform float dimAlpha;
flat out vec4 colour;
flat out uint marker;
flat out float pointSize;
void main() {
  uint bits = uint(look.w * 255.0 + 0.5);
  vec2 seen = vec2(dot(right, position), dot(up, position));
  gl_Position = vec4((seen - middle) * zoom, 0.0, 1.0);
  float near = clamp(dot(towards, position) * nearness, -1.0, 1.0);
  pointSize = diameter * (1.0 + ${depthGrowth} * near);
  gl_PointSize = pointSize;
  float opacity = nearness > 0.0 ? 1.0 - fade * (1.0 - near) * 0.5 : 1.0;
  colour = vec4(look.rgb, opacity * ((bits & ${dimBit}u) != 0u ? dimAlpha : alpha));
  marker = bits & ${markerBits}u;
}`;

/** Round dots without an outline: cheap per pixel, for large numbers of points. */
export const dotFragmentShader = `#version 300 es
precision highp float;
flat in vec4 colour;
flat in uint marker;
flat in float pointSize;
out vec4 pixel;
void main() {
  float fromMiddle = length(gl_PointCoord - 0.5) * pointSize;
  float alpha = colour.a * clamp(pointSize * 0.5 + 0.5 - fromMiddle, 0.0, 1.0);
  pixel = vec4(colour.rgb * alpha, alpha);
}`;

/** The shapes of markers.ts as signed distances, in a box from -1 to 1 with y pointing down. */
export const markerFragmentShader = `#version 300 es
precision highp float;
precision highp int;
flat in vec4 colour;
flat in uint marker;
flat in float pointSize;
uniform float outline;
uniform vec3 outlineColour;
out vec4 pixel;

float box(vec2 p, vec2 reach) {
  vec2 d = abs(p) - reach;
  return max(d.x, d.y);
}

float plus(vec2 p) {
  return min(box(p, vec2(0.3, 0.9)), box(p, vec2(0.9, 0.3)));
}

float triangle(vec2 p) {
  float side = dot(vec2(abs(p.x), p.y) - vec2(0.0, -0.9), vec2(0.8716, -0.4903));
  return max(side, p.y - 0.7);
}

float distanceTo(uint shape, vec2 p) {
  switch (shape) {
    case 1u: return box(p, vec2(0.7));
    case 2u: return triangle(p);
    case 3u: return (abs(p.x) + abs(p.y) - 1.0) * 0.7071;
    case 4u: return plus(p);
    case 5u: return triangle(vec2(p.x, -p.y));
    case 6u: return plus(vec2(p.x + p.y, p.y - p.x) * 0.7071);
    case 7u: return abs(length(p) - 0.625) - 0.225;
    case 8u: return max(abs(p.y) - 0.8, (abs(p.x) - 0.25 - 0.6875 * abs(p.y)) * 0.824);
    default: return length(p) - 0.8;
  }
}

void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  float radius = pointSize * 0.5;
  float inside = 0.5 - distanceTo(marker, p) * radius;
  float cover = clamp(inside, 0.0, 1.0);
  if (cover == 0.0) discard;
  float edge = outline > 0.0 ? clamp(outline + 1.0 - inside, 0.0, 1.0) : 0.0;
  float alpha = cover * max(colour.a, edge);
  pixel = vec4(mix(colour.rgb, outlineColour, edge) * alpha, alpha);
}`;
