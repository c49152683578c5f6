import ChatTemplates

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension TemplateDate {
  /// The clock of this machine, in universal time.
  static var now: TemplateDate { TemplateDate(secondsSince1970: time(nil)) }
}
