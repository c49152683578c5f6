/// The costs of dividing the work: idle stages, and bytes between devices.
public enum ParallelCost {
  /// Idle time of a pipeline over its useful time, (p - 1) / (v m) (arXiv 2104.04473, section 2.2).
  ///
  /// - Parameters:
  ///   - stages: p.
  ///   - interleave: Pieces of the model on each stage, v.
  ///   - microBatches: Of one step, m.
  public static func pipelineBubble(stages: Int, interleave: Int = 1, microBatches: Int) -> Double {
    (Double(stages) - 1) / (Double(interleave) * Double(microBatches))
  }

  /// Bytes that each device sends in a ring all-reduce, 2 (n - 1) / n of the array (Patarasuk and
  /// Yuan, 2009).
  public static func ringAllReduceBytes(_ bytes: Double, devices: Int) -> Double {
    2 * (Double(devices) - 1) / Double(devices) * bytes
  }

  /// Seconds of a ring all-reduce without latency.
  ///
  /// - Parameter bandwidth: Bytes per second that a device sends, one direction.
  public static func ringAllReduceSeconds(
    bytes: Double, devices: Int, bandwidth: Double
  ) -> Double {
    ringAllReduceBytes(bytes, devices: devices) / bandwidth
  }

  /// Seconds that replicas take to add their gradients up, once for each optimizer step.
  ///
  /// Accumulating more micro-batches leaves it as it is and makes steps fewer; compression divides
  /// its bytes.
  ///
  /// - Parameters:
  ///   - gradientBytes: Gradients on one device.
  ///   - bandwidth: Bytes per second that a device sends, one direction.
  ///   - compression: Bytes before over bytes after, 1 for none.
  public static func gradientReductionSeconds(
    gradientBytes: Double, replicas: Int, bandwidth: Double, compression: Double = 1
  ) -> Double {
    ringAllReduceSeconds(
      bytes: gradientBytes / compression, devices: replicas, bandwidth: bandwidth)
  }

  /// Bytes that each tensor-parallel device sends for one layer and micro-batch: two all-reduces of
  /// the stream forward and two backward (arXiv 1909.08053, section 3); sequence parallelism sends
  /// as much.
  public static func tensorParallelBytes(
    tokens: Double, width: Int, bytesPerValue: Int, shards: Int
  ) -> Double {
    4 * ringAllReduceBytes(tokens * Double(width) * Double(bytesPerValue), devices: shards)
  }
}
