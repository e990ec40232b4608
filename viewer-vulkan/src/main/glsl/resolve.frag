#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#include "common.glsl"
#include "surfaces.glsl"
#include "resolve.glsl"
