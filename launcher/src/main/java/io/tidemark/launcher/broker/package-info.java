/**
 * A Kafka broker inside this process, for the demo, for tests and for trying things out. Knows nothing of the layers:
 * they see it as any other broker, by its address. Read {@link io.tidemark.launcher.broker.EmbeddedBroker} first.
 */
package io.tidemark.launcher.broker;
