// Complex numbers are part of this module's interface: who imports it has them.
@_exported public import ComplexModule
@_exported public import RealModule
