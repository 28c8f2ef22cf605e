package io.tidemark.mapreduce;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** HDFS and YARN in a process of their own, of the jars that {@code engine-mapreduce/cluster} names. */
final class HadoopCluster implements AutoCloseable {
    private static final Path HOME = Path.of("cluster").toAbsolutePath();

    private static final String CONTAINERS_MB = "2560";

    private final Process process;
    private final Path conf;

    private HadoopCluster(Process process, Path conf) {
        this.process = process;
        this.conf = conf;
    }

    /** Starts one, and waits until it can be asked. */
    static HadoopCluster start(Path directory) throws IOException, InterruptedException {
        Path jars = Files.createDirectories(Path.of("target", "hadoop-jars").toAbsolutePath());
        for (String jar :
                Files.readString(HOME.resolve("target/jars.txt")).strip().split(File.pathSeparator)) {
            Path link = jars.resolve(Path.of(jar).getFileName());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(jar));
        }
        Path log = directory.resolve("cluster.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx600m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        jars + "/*",
                        HOME.resolve("MiniCluster.java").toString(),
                        directory.toString(),
                        jars.toString(),
                        CONTAINERS_MB)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        HadoopCluster cluster = new HadoopCluster(process, directory.resolve("conf"));
        while (!Files.exists(cluster.conf.resolve("yarn-site.xml"))) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException("the cluster ended: " + Files.readString(log));
            }
        }
        return cluster;
    }

    /** Where its clients find their configuration. */
    Path conf() {
        return conf;
    }

    /** A root on its HDFS. */
    String root(String name) {
        Configuration configuration = new Configuration(false);
        configuration.addResource(
                new org.apache.hadoop.fs.Path(conf.resolve("yarn-site.xml").toUri()));
        return FileSystem.getDefaultUri(configuration) + "/" + name;
    }

    /** Ends it with all its containers. */
    @Override
    public void close() {
        List<ProcessHandle> containers = process.descendants().toList();
        process.destroyForcibly();
        containers.forEach(ProcessHandle::destroyForcibly);
    }
}
