/**
 * Brokers as they are in the world: that deny, die, hang, elect a leader which lacks records, or are of another cluster. What is
 * wrong is a fault with its mend, nothing is mixed, and whatever is mended goes on by itself. Read
 * {@link io.tidemark.it.brokers.ThreeBrokers} first.
 */
package io.tidemark.it.brokers;
