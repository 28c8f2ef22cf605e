/**
 * What differs from machine to machine and may not show: the locale, the time zone and the character set that a process
 * finds. Knows nothing of the commands. Read {@link io.tidemark.launcher.machine.MachineDefaults} first.
 */
package io.tidemark.launcher.machine;
