// 32 points per thread, each workgroup a run of 1024: the fastest of the shapes tried on lavapipe.
layout(local_size_x = 32) in;
const uint POINTS_PER_THREAD = 32u;

#ifdef NODES
void putBall(uint i, Splat splat) {
    setRadius(i, splat);
    ivec4 box = bounds(splat);
    if (splat.radius <= 0.5) {
        putDot(splat);
    } else if (box.x <= box.z && box.y <= box.w) {
        putDisc(splat, box);
    }
}

// A point of an octant whose finer nodes are not drawn stands for them: it fills the cell that it is in, of the level
// whose cells are as wide as points are apart, so that most have one (fill.glsl does the rest).
//
// Whether that is enough, and it needs no pixel of its own: where cells are so wide that single pixels among what is
// mixed of them would only be noise. `cell` is where it is to be put, NOTHING for nowhere.
bool isStandIn(Splat splat, out uint cell) {
    uvec3 upper = lastPlace >> 20;
    uint octant = upper.x | upper.y << 1 | upper.z << 2;
    float apart = radiusInPixels(radius, scale, splat.clipZw.y, pixelsPerUnit, uiScale);
    bool isShown = all(greaterThanEqual(splat.centre, vec2(0.0))) && all(lessThan(splat.centre, viewport));
    bool standsIn = apart > 1.0 && (radii.x >> octant & 1u) == 0u;
    uint level = 1u + uint(apart > 1.6) + uint(apart > 3.2) + uint(apart > 6.4);
    uvec2 at = uvec2(splat.centre) >> level;
    uint first = level < 3u ? (level == 1u ? firstCells.x : firstCells.y) : (level == 3u ? firstCells.z : firstCells.w);
    cell = isShown && standsIn ? first + at.y * cellsAcross(level, viewport.x) + at.x : NOTHING;
    return standsIn && level > 1u;
}

bool putStandIn(Splat splat) {
    uint cell;
    bool isEnough = isStandIn(splat, cell);
    if (cell != NOTHING) {
        precise float z = splat.clipZw.x / splat.clipZw.y;
        putAt(cell, z, splat.colour);
    }
    return isEnough;
}
#else
// Whether a whole workgroup will draw the splat, later.
bool deferred(uint i) {
    LargeSplats list = LargeSplats(frame.largeSplats);
    uint slot = atomicAdd(list.workgroups.x, 1u);
    if (slot < LARGE_SPLATS_MAX) {
        list.index[slot] = i;
        return true;
    }
    // Full: undo, so that x stays a valid number of workgroups, and draw it in this thread.
    atomicAdd(list.workgroups.x, 0xFFFFFFFFu);
    return false;
}

void putBall(uint i, Splat splat) {
    setRadius(i, splat);
    ivec4 box = bounds(splat);
    if (box.z < box.x || box.w < box.y) {
        return;
    }
    if (splat.radius > LARGE_RADIUS && deferred(i)) {
        return;
    }
    if (splat.radius < BALL_RADIUS) {
        putDisc(splat, box);
        return;
    }
    for (int y = box.y; y <= box.w; y++) {
        for (int x = box.x; x <= box.z; x++) {
            putBallPixel(splat, ivec2(x, y));
        }
    }
}

#endif

#ifdef FETCHES
// Dots, a few at a time: all that is read of their pixels is asked for before anything is made of it, as most of it is
// in no cache and a processor waits for several answers at once.
const uint AT_ONCE = 8u;
// Of entries that a dot may be put into: its pixel's, then its cell's.
const uint SLOTS = 2u * AT_ONCE;

bool isUsed(uint slot) {
    return slot < AT_ONCE || STAND_INS;
}

void putDots(uint first) {
    uint entry[SLOTS];
    float depth[AT_ONCE];
    uint tint[AT_ONCE];
    for (uint k = 0u; k < AT_ONCE; k++) {
        uint i = first + k * TOGETHER;
        Splat splat;
        bool isShown = project(min(i, count - 1u), splat) && i < count;
        precise float z = splat.clipZw.x / splat.clipZw.y;
        bool isIn = isShown && all(greaterThanEqual(splat.centre, vec2(0.0))) && all(lessThan(splat.centre, viewport));
        uint cell = NOTHING;
        bool isEnough = false;
#ifdef NODES
        if (STAND_INS) {
            isEnough = isStandIn(splat, cell);
            cell = isIn ? cell : NOTHING;
        }
#endif
        uvec2 at = uvec2(splat.centre);
        entry[k] = isIn && !isEnough ? entryOfPixel(at, tileRow) : NOTHING;
        entry[AT_ONCE + k] = cell;
        depth[k] = z;
        tint[k] = splat.colour;
    }
    uint before[SLOTS];
    for (uint k = 0u; k < SLOTS; k++) {
        // What is nowhere reads the first: nothing may be asked for behind the end
        before[k] = isUsed(k) ? depthHalfAt(entry[k] == NOTHING ? 0u : entry[k]) : 0u;
    }
    uint waiting = 0u; // a bit for each slot that is to be put
    for (uint k = 0u; k < SLOTS; k++) {
        bool isWaiting = isUsed(k) && entry[k] != NOTHING && mayBeNearest(before[k], depth[k % AT_ONCE]);
        waiting |= isWaiting ? 1u << k : 0u;
    }
    // An atomic is a loop over the lanes, those too that want none. So each lane puts its next one, whichever that is, and
    // there are as many turns as the lane needs that has most.
    while (waiting != 0u) {
        uint slot = uint(findLSB(waiting));
        waiting &= waiting - 1u;
        uint at = entry[0];
        float z = depth[0];
        uint colour = tint[0];
        for (uint k = 1u; k < SLOTS; k++) {
            bool isNext = isUsed(k) && k == slot;
            at = isNext ? entry[k] : at;
            z = isNext ? depth[k % AT_ONCE] : z;
            colour = isNext ? tint[k % AT_ONCE] : colour;
        }
        putNow(at, z, colour);
    }
}
#endif

void main() {
    loadFrame();
    uint together = gl_LocalInvocationID.x / TOGETHER;
    uint first = (gl_WorkGroupID.x * gl_WorkGroupSize.x + together * TOGETHER) * POINTS_PER_THREAD
        + gl_LocalInvocationID.x % TOGETHER;
#ifdef FETCHES
    if (!SPLATS) {
        for (uint k = 0u; k < POINTS_PER_THREAD && first + k * TOGETHER < count; k += AT_ONCE) {
            putDots(first + k * TOGETHER);
        }
        return;
    }
#endif
    for (uint k = 0u; k < POINTS_PER_THREAD; k++) {
        uint i = first + k * TOGETHER;
        if (i >= count) {
            return;
        }
        Splat splat;
        if (project(i, splat)) {
#ifdef NODES
            if (STAND_INS && putStandIn(splat)) {
                continue;
            }
#endif
            if (SPLATS) {
                putBall(i, splat);
            } else {
                putDot(splat);
            }
        }
    }
}
