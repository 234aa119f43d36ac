#!/bin/sh
# Runs @PROGRAM@ with the .NET of this box. It must have Microsoft.NETCore.App and Microsoft.AspNetCore.App of version 10.
for dotnet in "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" /usr/bin/dotnet /usr/lib/dotnet/dotnet /usr/share/dotnet/dotnet /usr/local/share/dotnet/dotnet /opt/dotnet/dotnet; do
  if [ -n "$dotnet" ] && [ -x "$dotnet" ]; then
    exec "$dotnet" /usr/lib/edge-agent/@PROGRAM@.dll "$@"
  fi
done
echo "@PROGRAM@: .NET 10 is not on this box; install the ASP.NET Core runtime 10.0 (apt install aspnetcore-runtime-10.0, or set DOTNET_ROOT to where it is)" >&2
exit 78
