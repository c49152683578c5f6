import Foundation
import Machine
import Testing
import _RecordedMachines

/// A stand-in for NVIDIA's library, with the signatures of its header, built for the test.
private enum BuiltLibrary {
  static let compiler = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Builds a library and hands its path over.
  static func with(_ source: String, _ body: (String) throws -> Void) throws {
    let tree = try RecordedMachine(["library.c": source])
    let file = tree.root + "/library.so"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(compiler))
    process.arguments = ["-shared", "-fPIC", "-o", file, tree.root + "/library.c"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    try body(file)
  }

  static let whole = """
    #include <string.h>
    typedef struct device *device;
    static struct device { int index; } devices[2] = {{0}, {1}};
    typedef struct { unsigned long long total, free, used; } memory;
    typedef struct { unsigned gpu, memory; } rates;
    typedef struct {
      char legacy[16]; unsigned domain, bus, device, id, subsystem; char address[32];
    } pci;
    int nvmlInit_v2(void) { return 0; }
    int nvmlShutdown(void) { return 0; }
    int nvmlSystemGetDriverVersion(char *t, unsigned n) { strncpy(t, "550.54.15", n); return 0; }
    int nvmlDeviceGetCount_v2(unsigned *n) { *n = 2; return 0; }
    int nvmlDeviceGetHandleByIndex_v2(unsigned i, device *d) { *d = &devices[i]; return 0; }
    int nvmlDeviceGetName(device d, char *t, unsigned n) {
      strncpy(t, d->index ? "NVIDIA T4" : "NVIDIA H200", n); return 0;
    }
    int nvmlDeviceGetPciInfo_v3(device d, pci *p) {
      memset(p, 0x7f, 16); strcpy(p->address, d->index ? "00000000:C1:00.0" : "00010000:3B:00.0");
      return 0;
    }
    int nvmlDeviceGetMemoryInfo(device d, memory *m) {
      m->total = 150754820096ull; m->free = 150000000000ull; m->used = 754820096ull; return 0;
    }
    int nvmlDeviceGetCudaComputeCapability(device d, int *a, int *b) { *a = 9; *b = 1; return 0; }
    int nvmlDeviceGetMigMode(device d, unsigned *now, unsigned *then) {
      *now = 0; *then = 1; return d->index ? 3 : 0;
    }
    int nvmlDeviceGetTemperature(device d, unsigned s, unsigned *t) { *t = 31 + s; return 0; }
    int nvmlDeviceGetTemperatureThreshold(device d, unsigned s, unsigned *t) {
      *t = s == 1 ? 92 : 0; return 0;
    }
    int nvmlDeviceGetPowerUsage(device d, unsigned *p) { *p = 77500; return 0; }
    int nvmlDeviceGetEnforcedPowerLimit(device d, unsigned *p) { *p = 700000; return 0; }
    int nvmlDeviceGetUtilizationRates(device d, rates *r) { r->gpu = 25; r->memory = 9; return 0; }
    """
}

@Suite("NVMLLibrary")
struct NVMLLibraryTests {
  @Test("a library that is not there is told by its name")
  func missing() {
    #expect(throws: GPULibraryError.notFound(library: "libnothing-here.so.1")) {
      try NVMLLibrary(file: "libnothing-here.so.1").read()
    }
  }

  @Test(
    "every figure is read from its place, and what is not supported is unknown",
    .enabled(if: BuiltLibrary.compiler != nil, "no C compiler"))
  func wholeLibrary() throws {
    try BuiltLibrary.with(BuiltLibrary.whole) { file in
      let reading = try NVMLLibrary(file: file).read()
      #expect(reading.driverVersion == "550.54.15")
      #expect(reading.devices.map(\.name) == ["NVIDIA H200", "NVIDIA T4"])
      #expect(reading.devices.map(\.address) == ["00010000:3B:00.0", "00000000:C1:00.0"])
      #expect(reading.devices.map(\.isPartitioned) == [false, nil])
      let first = try #require(reading.devices.first)
      #expect(first.memoryBytes == 150_754_820_096)
      #expect(first.freeBytes == 150_000_000_000)
      #expect(first.computeCapability == ComputeCapability(9, 1))
      #expect(first.celsius == 31)
      #expect(first.slowdownCelsius == 92)
      #expect(first.watts == 77.5)
      #expect(first.limitWatts == 700)
      #expect(first.utilization == 0.25)
    }
  }

  @Test(
    "a driver that is not loaded, and a library without functions, are told",
    .enabled(if: BuiltLibrary.compiler != nil, "no C compiler"))
  func brokenLibrary() throws {
    try BuiltLibrary.with("int nvmlInit_v2(void) { return 9; }") { file in
      #expect(throws: GPULibraryError.failed(function: "nvmlInit_v2", code: 9)) {
        try NVMLLibrary(file: file).read()
      }
    }
    try BuiltLibrary.with("int nvmlInit_v2(void) { return 0; }") { file in
      #expect(throws: GPULibraryError.missingFunction("nvmlDeviceGetCount_v2")) {
        try NVMLLibrary(file: file).read()
      }
    }
  }

  /// A library of two cards, with functions beside or in place of its own.
  private static func library(
    handle: String = "0", name: String = "NVIDIA A100-SXM4-80GB", more: String = ""
  ) -> String {
    """
    #include <string.h>
    int nvmlInit_v2(void) { return 0; }
    int nvmlDeviceGetCount_v2(unsigned *n) { *n = 2; return 0; }
    int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **d) {
      *d = (char *)0 + i + 1; return i ? \(handle) : 0;
    }
    int nvmlDeviceGetName(void *d, char *t, unsigned n) {
      strncpy(t, "\(name)", n); return 0;
    }
    int nvmlDeviceGetMemoryInfo(void *d, unsigned long long *m) {
      if ((char *)d - (char *)0 >= 100) { m[0] = 20ull << 30; m[1] = m[2] = 0; return 0; }
      m[0] = 80ull << 30; m[1] = m[0]; m[2] = 0; return 0;
    }
    \(more)
    """
  }

  private func report(
    _ source: String, _ files: [String: String] = [:]
  ) throws -> AcceleratorReport {
    let tree = try RecordedMachine(files)
    var report = AcceleratorReport()
    try BuiltLibrary.with(source) { file in
      report =
        MachineReader(root: tree.root, gpuLibrary: NVMLLibrary(file: file)).read()
        .accelerators
    }
    return report
  }

  @Test(
    "a card without a handle is there, but does not answer; without permission it is only unknown",
    .enabled(if: BuiltLibrary.compiler != nil, "no C compiler"))
  func lostCards() throws {
    let lost = try report(Self.library(handle: "15"))
    #expect(lost.devices.value?.map(\.readiness) == [.ready, .silent])
    let forbidden = try report(Self.library(handle: "4"))
    #expect(forbidden.devices.value?.map(\.readiness) == [.ready, .bound])
    // The bus shows the lost one as well: it is one card.
    let folder = "sys/bus/pci/devices/0000:81:00.0"
    let bus = ["vendor": "0x10de", "class": "0x030200", "uevent": "DRIVER=nvidia"]
      .reduce(into: [:]) { $0["\(folder)/\($1.key)"] = $1.value + "\n" }
    let both = try report(Self.library(handle: "15"), bus)
    #expect(both.devices.value?.map(\.readiness) == [.ready, .silent])
    #expect(both.devices.value?.last?.address == "0000:81:00.0")
  }

  @Test(
    "a card that is lost after it gave a handle, whichever call says so, does not answer",
    .enabled(if: BuiltLibrary.compiler != nil, "no C compiler"),
    arguments: [
      "nvmlDeviceGetName", "nvmlDeviceGetMemoryInfo", "nvmlDeviceGetCudaComputeCapability",
      "nvmlDeviceGetMigMode", "nvmlDeviceGetPciInfo_v3", "nvmlDeviceGetTemperature",
      "nvmlDeviceGetUtilizationRates",
    ])
  func lostLater(function: String) throws {
    for (code, readiness) in [
      (15, InstalledAccelerator.Readiness.silent), (16, .silent), (3, .ready),
    ] {
      let source = Self.library().replacing("int \(function)(", with: "int other(")
      let lost = """
        int \(function)(void *d) { return (char *)d - (char *)0 == 2 ? \(code) : 3; }
        """
      let cards = try report(source + lost).devices.value
      #expect(cards?.map(\.readiness) == [.ready, readiness], "\(function) \(code)")
    }
  }

  @Test(
    "the sizes of instances are read, and stay unknown where one does not tell",
    .enabled(if: BuiltLibrary.compiler != nil, "no C compiler"))
  func instances() throws {
    let mode =
      "int nvmlDeviceGetMigMode(void *d, unsigned *a, unsigned *b) { *a = *b = 1; return 0; }"
    let untold = try report(Self.library(more: mode))
    #expect(untold.devices.value?.map(\.isPartitioned) == [true, true])
    #expect(untold.devices.value?.map(\.instanceBytes) == [nil, nil])
    let handles = """
      int nvmlDeviceGetMaxMigDeviceCount(void *d, unsigned *n) { *n = 7; return 0; }
      int nvmlDeviceGetMigDeviceHandleByIndex(void *d, unsigned i, void **m) {
        *m = (char *)0 + 100 + i; return i < 2 ? 0 : 6;
      }
      """
    let told = try report(Self.library(more: mode + handles))
    #expect(told.devices.value?.first?.instanceBytes == [20 << 30, 20 << 30])
  }

  @Test(
    "a chip's own GPU is one, whether the library, the device tree or both tell of it",
    .enabled(if: BuiltLibrary.compiler != nil, "no C compiler"))
  func chip() throws {
    let source = Self.library(name: "Orin (nvgpu)").replacing("*n = 2;", with: "*n = 1;")
    let tree = ["proc/device-tree/compatible": "nvidia,p3768\0nvidia,tegra234\0"]
    for files in [[:], tree] {
      let cards = try report(source, files).devices.value
      #expect(cards?.map(\.isIntegrated) == [true])
      #expect(cards?.map(\.name.value) == ["Orin (nvgpu)"])
    }
  }

  @Test(
    "a virtual GPU is a part of a card, by its name or by the library",
    .enabled(if: BuiltLibrary.compiler != nil, "no C compiler"))
  func virtual() throws {
    let named = try report(Self.library(name: "GRID A100-20C"))
    #expect(named.devices.value?.map(\.isPart) == [true, true])
    #expect(named.devices.value?.map(\.memoryBytes.value) == [20 << 30, 20 << 30])
    let mode = "int nvmlDeviceGetVirtualizationMode(void *d, unsigned *m) { *m = 2; return 0; }"
    #expect(try report(Self.library(more: mode)).devices.value?.first?.isPart == true)
    #expect(
      try report(Self.library(more: mode.replacing("= 2", with: "= 1"))).devices.value?.first?
        .isPart == false)
  }
}
