/**
 * The one loop that everything which must go on is a step of: reading, archiving, scheduling, following, keeping leases. It
 * keeps this true: a loop never ends by itself, and never fails without a word. Knows only {@code fault}. Read
 * {@link io.tidemark.loop.SupervisedLoop} first.
 */
package io.tidemark.loop;
