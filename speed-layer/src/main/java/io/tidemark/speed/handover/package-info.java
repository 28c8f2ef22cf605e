/**
 * A partition that moves to another node: what its owners tell one another through the group, and until when the one before
 * answers. Knows the states and the tidemarks; nothing of how records are read. Read {@link
 * io.tidemark.speed.handover.HandedOver} first.
 */
package io.tidemark.speed.handover;
