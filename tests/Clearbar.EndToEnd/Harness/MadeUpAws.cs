namespace Clearbar.EndToEnd.Harness;

/// <summary>
/// Made-up AWS credentials in a shared credentials file of this process: the gateway finds them through the AWS SDK as it would find real ones.
/// </summary>
internal static class MadeUpAws
{
    public const string Profile = "clearbar-test";
    public const string ProfileWithToken = "clearbar-test-token";
    public const string AccessKey = "AKIDEXAMPLE";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Token = "made-up-session-token==";

    /// <summary>Writes the file once and points the SDK at it; the SDK reads the variable when it is first used.</summary>
    public static void Install()
    {
        lock (Profile)
        {
            if (Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") is { } set && set.Contains("clearbar-test-", StringComparison.Ordinal))
            {
                return;
            }

            var path = Path.Combine(Directory.CreateTempSubdirectory("clearbar-test-").FullName, "credentials");
            File.WriteAllText(path, $"""
                [{Profile}]
                aws_access_key_id = {AccessKey}
                aws_secret_access_key = {Secret}

                [{ProfileWithToken}]
                aws_access_key_id = {AccessKey}
                aws_secret_access_key = {Secret}
                aws_session_token = {Token}
                """);
            Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", path);
        }
    }
}
