import PlainText

/// A file with which a scheduler starts `carat train` on a cluster: a Slurm script, or a
/// Kubernetes `MPIJob`.
///
/// One process runs for each device. Names are checked, paths quoted, and texts in comments
/// stripped of everything that could end a comment, so nothing in a model's name or a path is
/// ever run.
public struct LaunchFile: Sendable, Hashable {
  /// The job's name, a DNS label.
  public let jobName: String
  /// The recipe's path where the job runs.
  public let recipePath: String
  /// The cluster.
  public let cluster: Cluster
  /// Bytes on the most loaded device.
  public let perDeviceBytes: Int
  /// Seconds after which the scheduler ends the job: the estimate and a fifth, in whole minutes;
  /// `nil` without an estimate.
  public let timeLimitSeconds: Int?
  /// Lines of the plan for the head of the file.
  let header: [String]

  /// Factor by which the time limit exceeds the estimate.
  public static let timeMargin = 1.2
  /// The longest run that is scheduled, ten years.
  static let longestSeconds = 10 * 365 * 86_400.0
  /// Characters of a job's name at most; schedulers append to it and keep to 63.
  static let longestName = 50

  /// Remarks that a reader should know before using the files.
  public static let notes = [
    "the files run `carat train`, which this version does not have yet",
    "the layout is stated at the head of each file; the recipe has to ask for it",
    "processes are started by Open MPI's mpirun",
  ]

  /// The files for one layout of a plan.
  ///
  /// - Parameters:
  ///   - modelName: For the head of the file.
  ///   - tokens: Tokens of the whole run, for its time limit; `nil` sets none.
  /// - Throws: `SizingError` if the name is no DNS label, the path cannot be passed on, or the run
  ///   is too long.
  public init(
    jobName: String, recipePath: String, modelName: String, plan: ParallelPlan,
    layout: ParallelPlan.Layout, tokens: Double? = nil
  ) throws(SizingError) {
    try Self.check(jobName: jobName)
    try Self.check(path: recipePath)
    self.jobName = jobName
    self.recipePath = recipePath
    cluster = plan.cluster
    perDeviceBytes = layout.perDeviceBytes
    var seconds: Double?
    if let tokens {
      guard tokens.isFinite, tokens > 0 else {
        throw SizingError("tokens", expected: "positive", got: tokens)
      }
      seconds = tokens / layout.tokensPerSecond
    }
    timeLimitSeconds = try seconds.map { value throws(SizingError) in try Self.limit(value) }
    header = Self.header(modelName, plan, layout, tokens, seconds)
  }

  /// Processes of one node.
  public var processesPerNode: Int { cluster.devicesPerNode }
  /// Processes in all.
  public var processes: Int { cluster.selection.count }
}

// MARK: - Checks

extension LaunchFile {
  /// A job's name for a model: its letters and digits, in lower case, after "train-".
  public static func jobName(for modelName: String) -> String {
    var text = "train-"
    for character in modelName.lowercased().unicodeScalars {
      let isKept = ("a"..."z").contains(character) || ("0"..."9").contains(character)
      if isKept {
        text.unicodeScalars.append(character)
      } else if !text.hasSuffix("-") {
        text += "-"
      }
    }
    var name = String(text.prefix(longestName))
    while name.hasSuffix("-") { name.removeLast() }
    return name
  }

  /// Checks that a name is a DNS label (RFC 1123): lower-case letters, digits and hyphens, a letter
  /// or digit at both ends.
  static func check(jobName: String) throws(SizingError) {
    let bytes = Array(jobName.utf8)
    let isWord = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    let isLabel =
      bytes.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
      && bytes.first.map(isWord) == true && bytes.last.map(isWord) == true
    guard isLabel, bytes.count <= longestName else {
      throw SizingError(
        "job name",
        expected: "1 to \(longestName) lower-case letters, digits and hyphens, none at the ends",
        got: shown(jobName))
    }
  }

  static func check(path: String) throws(SizingError) {
    guard !path.isEmpty, path.utf8.count <= 4096, !path.hasPrefix("-") else {
      throw SizingError(
        "recipe", expected: "a path of 1 to 4,096 bytes that does not begin with -",
        got: shown(path), advice: "Put ./ before it.")
    }
    guard !path.unicodeScalars.contains(where: isControl) else {
      throw SizingError(
        "recipe", expected: "a path without line breaks and control characters", got: shown(path))
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate: true
    default: false
    }
  }

  /// A text of a few words that is safe in an error or a comment.
  static func shown(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars.prefix(200) {
      safe.unicodeScalars.append(isControl(scalar) ? " " : scalar)
    }
    return safe.isEmpty ? "nothing" : safe
  }

  private static func limit(_ seconds: Double) throws(SizingError) -> Int {
    let padded = (seconds * timeMargin / 60).rounded(.up) * 60
    guard padded.isFinite, padded > 0, padded <= longestSeconds else {
      throw SizingError(
        "time of the run", expected: "at most ten years",
        got: NumberText.fixed(seconds / 86_400, 0) + " days",
        advice: "Take fewer tokens or more accelerators.")
    }
    return Int(padded)
  }
}

// MARK: - Head

extension LaunchFile {
  private static func header(
    _ modelName: String, _ plan: ParallelPlan, _ layout: ParallelPlan.Layout, _ tokens: Double?,
    _ seconds: Double?
  ) -> [String] {
    let (recipe, cluster) = (layout.recipe, plan.cluster)
    let row = cluster.selection.accelerator
    var lines = [
      "Training of \(shown(modelName)) on \(cluster.selection.count) x \(shown(row.name)), "
        + "\(cluster.devicesPerNode) a node",
      "layout: \(recipe.layoutText), micro-batches of \(recipe.microBatch), "
        + "\(recipe.microBatches) for a step, recompute \(recipe.recompute.rawValue)",
      "memory: \(NumberText.size(layout.perDeviceBytes)) of \(NumberText.size(layout.memoryBytes)) "
        + "on the most loaded device",
      "step: \(NumberText.fixed(layout.cost.totalSeconds, 2)) s for "
        + "\(NumberText.fixed(recipe.tokensPerStep, 0)) tokens, estimated, "
        + "\(NumberText.fixed(layout.cost.communicationSeconds, 2)) s of it exchanges",
    ]
    if let tokens, let seconds {
      lines.append(
        "run: \(NumberText.fixed(tokens / 1e9, 2)) x 10^9 tokens, "
          + "\(NumberText.fixed(seconds / 3600, 1)) hours, estimated; the limit is a fifth more")
    }
    return lines
  }
}
