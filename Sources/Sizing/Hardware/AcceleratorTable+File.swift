import JSON

extension AcceleratorTable {
  /// The built-in table with the rows of a JSON file added.
  ///
  /// The file is one object with the key `accelerators`, a list of rows:
  ///
  /// ```json
  /// {"accelerators": [
  ///   {"name": "my-box", "memoryGB": 48, "bandwidthGBps": 768,
  ///    "dense": {"bf16": 155, "int8": 310}, "powerWatts": 300, "pricePerHour": 0.9,
  ///    "interconnect": {"name": "PCIe 4.0 x16", "GBps": 64, "devices": 4},
  ///    "source": "data sheet of March"},
  ///   {"name": "rtx4090", "pricePerHour": 0.35}
  /// ]}
  /// ```
  ///
  /// - `name`: letters, digits, `-`, `.`, `:`. The name or an alias of a known row changes that
  ///   row: figures that are left out stay. A new row needs a memory and a bandwidth.
  /// - `aliases`, `deviceNames` (lists of texts), `displayName`, `maker`, `source` (texts); `kind`:
  ///   `gpu`, `tpu`, `board`, `computer` or `cpu`.
  /// - `memoryBytes` or `memoryGB` (10^9 bytes), `visibleMemoryBytes`, `usableShare` (up to 1).
  /// - `bandwidthBytesPerSecond` or `bandwidthGBps`, `sustainedBandwidthGBps` (10^9 bytes
  ///   per second).
  /// - `dense` and `sparse`: TFLOPS or TOPS by format (`fp32`, `tf32`, `bf16`, `fp16`, `fp8`,
  ///   `int8`), the second with 2:4 structured sparsity.
  /// - `powerWatts`; `pricePerHour` in a currency of the user's choice; `interconnect` with `name`,
  ///   `GBps` (both directions added) and `devices`.
  ///
  /// A key that is not listed, or a value that is not of its kind, is an error.
  ///
  /// - Parameters:
  ///   - bytes: The content of the file.
  ///   - file: Its name, for errors.
  /// - Throws: `AcceleratorFileError`.
  public init(
    adding bytes: some Collection<UInt8>, named file: String
  ) throws(AcceleratorFileError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw AcceleratorFileError(
        file: file, expected: "a JSON document", got: "\(error)")
    }
    self = .builtIn
    try add(document, file: file)
  }

  private mutating func add(
    _ document: JSONValue, file: String
  ) throws(AcceleratorFileError) {
    guard let list = document["accelerators"]?.array else {
      throw AcceleratorFileError(
        file: file, key: "accelerators", expected: "a list of rows",
        got: document["accelerators"].shown)
    }
    for key in document.object?.keys ?? [] where key != "accelerators" {
      throw AcceleratorFileError(
        file: file, key: key, expected: "no key but accelerators", got: "this one")
    }
    var names: Set<String> = []
    for (index, value) in list.enumerated() {
      let reader = try AcceleratorRowReader(value, file: file, number: index + 1)
      let base = self[reader.name]
      guard names.insert(base?.name ?? reader.name).inserted else {
        throw reader.error("name", "a device that no other row of the file has", reader.name)
      }
      var row = try reader.accelerator(changing: base)
      // The name that the row was found by stays one of its names.
      if row.name != reader.name, !row.aliases.contains(reader.name) {
        row.aliases.append(reader.name)
      }
      do {
        try add(row)
      } catch {
        throw reader.error("name", "a row that fits the table", "\(error)")
      }
    }
  }
}
