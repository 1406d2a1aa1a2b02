@echo off
rem Runs Clearbar, building it first when the source is newer than the last build. Usage: clearbar <verb> [options]
setlocal
if not defined DOTNET_CLI_TELEMETRY_OPTOUT set DOTNET_CLI_TELEMETRY_OPTOUT=1
if not defined DOTNET_NOLOGO set DOTNET_NOLOGO=1
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0eng\build.ps1" || exit /b 3
dotnet "%~dp0artifacts\bin\Clearbar.Cli\release\Clearbar.Cli.dll" %*
exit /b %ERRORLEVEL%
