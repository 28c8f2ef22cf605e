/**
 * One Kafka node in a process of its own, on loopback.
 */
package io.tidemark.bench.broker;
