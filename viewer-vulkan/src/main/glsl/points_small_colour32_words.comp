#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#define COLOUR32
#define FETCHES
#include "common.glsl"
#include "draw.glsl"
#include "points.glsl"
#include "points_small.glsl"
