import JSON
import PlainText

extension LaunchFile {
  /// An `MPIJob` (kubeflow.org/v2beta1) for `kubectl apply`.
  ///
  /// - Parameter image: A container image that holds `carat`, Open MPI and the recipe.
  /// - Throws: `SizingError` if the image's name has characters that no image name has.
  public func kubernetes(image: String) throws(SizingError) -> String {
    try Self.check(image: image)
    var lines = header.map { "# " + $0 }
    lines += [
      "apiVersion: kubeflow.org/v2beta1",
      "kind: MPIJob",
      "metadata:",
      "  name: \(Self.yamlQuoted(jobName))",
      "spec:",
      "  slotsPerWorker: \(processesPerNode)",
      "  runPolicy:",
      "    cleanPodPolicy: Running",
    ]
    if let timeLimitSeconds { lines.append("    activeDeadlineSeconds: \(timeLimitSeconds)") }
    lines.append("  mpiReplicaSpecs:")
    lines += replica("Launcher", count: 1, image: image, container: launcher)
    lines += replica("Worker", count: cluster.nodes, image: image, container: worker)
    return lines.joined(separator: "\n") + "\n"
  }

  private func replica(
    _ role: String, count: Int, image: String, container: [String]
  ) -> [String] {
    [
      "    \(role):",
      "      replicas: \(count)",
      "      template:",
      "        spec:",
      "          containers:",
      "            - name: \(role.lowercased())",
      "              image: \(Self.yamlQuoted(image))",
    ] + container.map { "              " + $0 }
  }

  private var launcher: [String] {
    let words = [
      "mpirun", "-np", "\(processes)", "--map-by", "ppr:\(processesPerNode):node", "carat",
      "train", recipePath,
    ]
    return ["command:"] + words.map { "  - " + Self.yamlQuoted($0) }
  }

  private var worker: [String] { ["resources:", "  limits:"] + limits.map { "    " + $0 } }

  /// Limits that a worker asks for: its devices by their plug-in's name, or memory where models run
  /// on processors.
  private var limits: [String] {
    let row = cluster.selection.accelerator
    switch (row.kind, row.maker) {
    case (.gpu, "AMD"): return ["amd.com/gpu: \(processesPerNode)"]
    case (.gpu, _): return ["nvidia.com/gpu: \(processesPerNode)"]
    case (.tpu, _): return ["google.com/tpu: \(processesPerNode)"]
    case (.board, _), (.computer, _), (.cpu, _):
      let mebibytes = Double(perDeviceBytes) * Double(processesPerNode) / Double(1 << 20)
      return [
        "cpu: \(processesPerNode)", "memory: \(NumberText.fixed(mebibytes.rounded(.up), 0))Mi",
      ]
    }
  }

  /// A text as YAML's double-quoted style, which takes JSON's.
  static func yamlQuoted(_ text: String) -> String { JSONValue.string(text).serialized }

  static func check(image: String) throws(SizingError) {
    let others = Set("._-/:@".utf8)
    let isName = image.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
        || others.contains(byte)
    }
    guard isName, !image.isEmpty, image.utf8.count <= 512, image.utf8.first != UInt8(ascii: "-")
    else {
      throw SizingError(
        "image", expected: "a container image such as registry.example.org/carat:1.0",
        got: shown(image))
    }
  }
}
