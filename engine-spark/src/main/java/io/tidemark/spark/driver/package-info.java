/**
 * What runs on Spark: the driver that spark-submit is given, and what it lets executors do. Keeps true that what is written
 * depends on the order alone, that a task which is tried again or runs twice leaves nothing that could be named twice, and
 * that the driver ends with the process that submitted it. Publishes nothing. Read
 * {@link io.tidemark.spark.driver.SparkDriver} first.
 */
package io.tidemark.spark.driver;
