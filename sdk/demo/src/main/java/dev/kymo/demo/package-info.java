/// The programs that `kymo demo` starts as processes of their own. Each logs over shared memory with the SDK
/// and needs no JVM flag: [dev.kymo.demo.RobotProducer] and [dev.kymo.demo.MachineProducer].
@NullMarked
package dev.kymo.demo;

import org.jspecify.annotations.NullMarked;
