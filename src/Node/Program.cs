Console.WriteLine("actorcritic");
