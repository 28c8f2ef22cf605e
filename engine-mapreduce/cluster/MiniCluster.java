import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * A Hadoop of one machine, HDFS and YARN, for as long as its standard input is open: {@code java -cp 'jars/*'
 * MiniCluster.java directory jars megabytes}, of which the last are for containers. Writes the configuration that clients
 * need into the directory's {@code conf}, last.
 */
public final class MiniCluster {
    public static void main(String[] arguments) {
        int code = 1;
        try {
            run(Path.of(arguments[0]), arguments[1], arguments[2]);
            code = 0;
        } catch (Exception e) {
            e.printStackTrace();
        }
        // Of a cluster many threads are left.
        Runtime.getRuntime().halt(code);
    }

    private static void run(Path directory, String jars, String megabytes) throws Exception {
        YarnConfiguration configuration = new YarnConfiguration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
        // Nobody waits for the second word of a data node that has written a small file.
        configuration.set("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "5");
        MiniDFSCluster hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        hdfs.waitActive();
        FileSystem.setDefaultUri(configuration, hdfs.getURI());
        // What a company's mapred-site.xml says: containers have the cluster's jars, and none of the client's.
        configuration.set("yarn.application.classpath", jars + "/*");
        configuration.set("mapreduce.application.classpath", jars + "/*");
        configuration.set("yarn.app.mapreduce.am.resource.mb", "512");
        configuration.set("yarn.app.mapreduce.am.command-opts", "-Xmx300m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        for (String task : new String[] {"map", "reduce"}) {
            configuration.set("mapreduce." + task + ".memory.mb", "512");
            configuration.set("mapreduce." + task + ".java.opts", "-Xmx300m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        }
        configuration.set("mapreduce.task.io.sort.mb", "16");
        // Of two cores a reduce task that waits for the last map task takes its share.
        configuration.set("mapreduce.job.reduce.slowstart.completedmaps", "1.0");
        configuration.set("yarn.scheduler.minimum-allocation-mb", "256");
        configuration.set("yarn.scheduler.maximum-allocation-mb", megabytes);
        configuration.set("yarn.nodemanager.resource.memory-mb", megabytes);
        configuration.set("yarn.nodemanager.vmem-check-enabled", "false");
        configuration.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
        // Most of a small job is waiting for the next beat.
        configuration.set("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "100");
        configuration.set("yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", "100");
        MiniMRYarnCluster yarn = new MiniMRYarnCluster("tidemark", 1);
        yarn.init(configuration);
        yarn.start();
        Configuration clients = new Configuration(yarn.getConfig());
        clients.setBoolean("yarn.is.minicluster", false);
        Path conf = Files.createDirectories(directory.resolve("conf"));
        try (OutputStream out = Files.newOutputStream(conf.resolve("written"))) {
            clients.writeXml(out);
        }
        Files.move(conf.resolve("written"), conf.resolve("yarn-site.xml"));
        while (System.in.read() >= 0) {
            // Until whoever started it is gone.
        }
    }
}
