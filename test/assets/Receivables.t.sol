// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IClaimRegistry} from "../../contracts/assets/IClaimRegistry.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {AssetsTest} from "./AssetsTest.sol";
import {ContractSigner} from "./ContractSigner.sol";

/// @notice From invoice to claim: registered, accepted, refused, withdrawn, and issued with an order.
contract ReceivablesTest is AssetsTest {
    function setUp() public {
        foundAssets();
    }

    /* register */

    function test_registersAnInvoiceThatIsNoClaimYet() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256 id = receivables.idOf(terms);
        bytes32 key = claimRegistry.keyOf(
            IClaimRegistry.Document(IClaimRegistry.DocumentKind.Invoice, org(SUPPLIER), org(BUYER), "INV1")
        );
        vm.expectEmit(address(claimRegistry));
        emit IClaimRegistry.DocumentClaimed(
            key,
            address(receivables),
            id,
            IClaimRegistry.DocumentKind.Invoice,
            org(SUPPLIER),
            org(BUYER),
            "INV1"
        );
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivableRegistered(id, org(SUPPLIER), org(BUYER), key, terms);
        assertEq(register(terms), id, "id");
        assertStatus(id, IReceivables.Status.Registered);
        assertEq(receivables.balanceOf(account(SUPPLIER), id), 0, "units");
        IReceivables.Receivable memory claim = receivables.receivableOf(id);
        IReceivables.Receivable memory expected = IReceivables.Receivable({
            status: IReceivables.Status.Registered,
            debtor: org(BUYER),
            creditor: org(SUPPLIER),
            classId: classId,
            token: address(eur),
            faceMinor: AMOUNT,
            paidMinor: 0,
            paidOutMinor: 0,
            dueAt: DUE_AT,
            defaultsAt: DUE_AT + GRACE,
            tierLimit: TIER_LIMIT,
            recourse: true
        });
        assertEq(keccak256(abi.encode(claim)), keccak256(abi.encode(expected)), "claim");
        assertEq(address(receivables.claimRegistry()), address(claimRegistry), "registry");
        assertEq(address(receivables.assetClasses()), address(assetClasses), "classes");
        assertEq(address(receivables.directory()), address(directory), "directory");
    }

    function test_theIdIsTheDigestOfTheTermsOnThisChain() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256 id = receivables.idOf(terms);
        assertEq(id, uint256(roomDigest(structHashOf(terms))), "id");
        vm.chainId(block.chainid + 1);
        assertTrue(receivables.idOf(terms) != id, "another chain, another id");
    }

    function test_revertsWhenAnotherThanTheCreditorRegisters() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        expectError(
            abi.encodeWithSelector(
                IReceivables.Receivables_NotCreditor.selector,
                org(SECOND_SUPPLIER),
                org(SUPPLIER)
            )
        );
        vm.prank(account(SECOND_SUPPLIER));
        receivables.register(terms);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        receivables.register(terms);
        suspend(SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        register(terms);
    }

    function test_revertsForTermsThatAreNone() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        terms.amountMinor = 0;
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, receivables.idOf(terms)));
        register(terms);
        terms = termsOf("INV1");
        terms.dueAt = timeNow();
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_DueInThePast.selector, terms.dueAt, terms.dueAt)
        );
        register(terms);
        terms = termsOf("INV1");
        terms.tierLimit = TIER_LIMIT + 1;
        expectError(
            abi.encodeWithSelector(
                IReceivables.Receivables_TierLimitAboveClass.selector,
                TIER_LIMIT + 1,
                TIER_LIMIT
            )
        );
        register(terms);
        terms = termsOf("INV1");
        terms.debtor = org(SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_BadDocument.selector,
                IClaimRegistry.DocumentKind.Invoice,
                org(SUPPLIER),
                org(SUPPLIER)
            )
        );
        register(terms);
    }

    function test_revertsWhenTheUnitsWouldGoElsewhere() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        terms.holder = account(AURUM);
        expectError(
            abi.encodeWithSelector(
                IReceivables.Receivables_HolderNotCreditor.selector,
                account(AURUM),
                org(AURUM),
                org(SUPPLIER)
            )
        );
        register(terms);
    }

    /* accept */

    function test_theDebtorAcceptsAndUnitsComeIntoBeing() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256 id = register(terms);
        expectError(
            abi.encodeWithSelector(
                IReceivables.Receivables_WrongStatus.selector,
                id,
                IReceivables.Status.Registered
            )
        );
        pass(id, account(SUPPLIER), account(AURUM), 1);
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivableAccepted(id, org(BUYER), account(BUYER));
        vm.expectEmit(address(receivables));
        emit IERC6909.Transfer(account(BUYER), address(0), account(SUPPLIER), id, AMOUNT);
        vm.prank(account(BUYER));
        assertEq(receivables.accept(terms), id, "id");
        assertStatus(id, IReceivables.Status.Accepted);
        assertEq(receivables.balanceOf(account(SUPPLIER), id), AMOUNT, "units");
    }

    function test_revertsWhenAnotherThanTheDebtorAccepts() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        register(terms);
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_NotDebtor.selector, org(SUPPLIER), org(BUYER))
        );
        vm.prank(account(SUPPLIER));
        receivables.accept(terms);
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(BUYER), org(BUYER))
        );
        vm.prank(account(BUYER));
        receivables.accept(terms);
    }

    function test_revertsForOtherTermsThanRegisteredOrTwice() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256 id = register(terms);
        terms.amountMinor += 1;
        expectError(abi.encodeWithSelector(IClaims.Claims_Unknown.selector, receivables.idOf(terms)));
        vm.prank(account(BUYER));
        receivables.accept(terms);
        terms.amountMinor -= 1;
        vm.prank(account(BUYER));
        receivables.accept(terms);
        expectWrongStatus(id, IReceivables.Status.Accepted);
        vm.prank(account(BUYER));
        receivables.accept(terms);
    }

    function test_everyWordOfTheTermsCounts() public view {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256[] memory ids = new uint256[](13);
        ids[0] = receivables.idOf(terms);
        terms.classId = 2;
        ids[1] = receivables.idOf(terms);
        terms.debtor = org(ARBITER);
        ids[2] = receivables.idOf(terms);
        terms.creditor = org(SECOND_SUPPLIER);
        ids[3] = receivables.idOf(terms);
        terms.holder = admin(SUPPLIER);
        ids[4] = receivables.idOf(terms);
        terms.amountMinor = 1;
        ids[5] = receivables.idOf(terms);
        terms.dueAt += 1;
        ids[6] = receivables.idOf(terms);
        terms.tierLimit = 1;
        ids[7] = receivables.idOf(terms);
        terms.recourse = false;
        ids[8] = receivables.idOf(terms);
        terms.invoiceNumber = "INV2";
        ids[9] = receivables.idOf(terms);
        terms.invoiceDigest = 0;
        ids[10] = receivables.idOf(terms);
        terms.evidenceDigest = 0;
        ids[11] = receivables.idOf(terms);
        terms.orderReference = 0;
        ids[12] = receivables.idOf(terms);
        for (uint256 i = 0; i < ids.length; ++i) {
            for (uint256 j = 0; j < i; ++j) assertTrue(ids[i] != ids[j], "same id for other terms");
        }
    }

    /* acceptBySignature */

    function test_anyoneDeliversTheDebtorsSignature() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256 id = register(terms);
        uint256 deadline = timeNow();
        bytes memory signature = acceptanceOf(terms, deadline);
        assertEq(
            receivables.acceptanceDigest(terms, account(BUYER), deadline),
            digestOf(terms, account(BUYER), deadline),
            "digest"
        );
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivableAccepted(id, org(BUYER), account(BUYER));
        vm.prank(stranger());
        assertEq(receivables.acceptBySignature(terms, account(BUYER), deadline, signature), id, "id");
        assertEq(receivables.balanceOf(account(SUPPLIER), id), AMOUNT, "units");
        // Once.
        expectWrongStatus(id, IReceivables.Status.Accepted);
        receivables.acceptBySignature(terms, account(BUYER), deadline, signature);
    }

    function test_aContractSignsForTheDebtor() public {
        ContractSigner signer = new ContractSigner(account(BUYER));
        _addOperator(address(signer), BUYER);
        IReceivables.Terms memory terms = termsOf("INV1");
        register(terms);
        bytes memory signature = signatureOf(
            keyOf("operator", BUYER),
            digestOf(terms, address(signer), timeNow())
        );
        receivables.acceptBySignature(terms, address(signer), timeNow(), signature);
    }

    function test_revertsForASignatureThatIsLateForeignOrMalleated() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256 id = register(terms);
        uint256 deadline = timeNow();
        bytes memory signature = acceptanceOf(terms, deadline);
        bytes memory bad = abi.encodeWithSelector(
            IReceivables.Receivables_BadSignature.selector,
            account(BUYER)
        );
        expectError(bad);
        receivables.acceptBySignature(terms, account(BUYER), deadline, malleated(signature));
        expectError(bad);
        receivables.acceptBySignature(terms, account(BUYER), deadline + 1, signature);
        expectError(abi.encodeWithSelector(IReceivables.Receivables_BadSignature.selector, admin(BUYER)));
        receivables.acceptBySignature(terms, admin(BUYER), deadline, signature);
        IReceivables.Terms memory others = termsOf("INV2");
        register(others);
        expectError(bad);
        receivables.acceptBySignature(others, account(BUYER), deadline, signature);
        vm.warp(deadline + 1);
        expectError(abi.encodeWithSelector(IReceivables.Receivables_SignatureExpired.selector, deadline));
        receivables.acceptBySignature(terms, account(BUYER), deadline, signature);
        assertStatus(id, IReceivables.Status.Registered);
    }

    function test_revertsWhenTheSignerMayNotActOrIsNotTheDebtor() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        register(terms);
        bytes memory signature = signatureOf(
            keyOf("operator", AURUM),
            digestOf(terms, account(AURUM), timeNow())
        );
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_NotDebtor.selector, org(AURUM), org(BUYER))
        );
        receivables.acceptBySignature(terms, account(AURUM), timeNow(), signature);
        signature = acceptanceOf(terms, timeNow());
        freezeInRegister(account(BUYER), BUYER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(BUYER)));
        receivables.acceptBySignature(terms, account(BUYER), timeNow(), signature);
    }

    /* reject, withdraw */

    function test_theDebtorRejectsForGood() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256 id = register(terms);
        bytes memory signature = acceptanceOf(terms, timeNow());
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_NotDebtor.selector, org(SUPPLIER), org(BUYER))
        );
        vm.prank(account(SUPPLIER));
        receivables.reject(id, REASON);
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivableRejected(id, org(BUYER), account(BUYER), REASON);
        vm.prank(account(BUYER));
        receivables.reject(id, REASON);
        assertStatus(id, IReceivables.Status.Rejected);
        expectWrongStatus(id, IReceivables.Status.Rejected);
        receivables.acceptBySignature(terms, account(BUYER), timeNow(), signature);
        expectWrongStatus(id, IReceivables.Status.Rejected);
        vm.prank(account(SUPPLIER));
        receivables.withdraw(id);
        expectWrongStatus(id, IReceivables.Status.Rejected);
        vm.prank(account(BUYER));
        receivables.pay(id, 1);
    }

    function test_theCreditorWithdrawsBeforeAcceptance() public {
        uint256 id = register(termsOf("INV1"));
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_NotCreditor.selector, org(BUYER), org(SUPPLIER))
        );
        vm.prank(account(BUYER));
        receivables.withdraw(id);
        vm.expectEmit(address(receivables));
        emit IReceivables.ReceivableWithdrawn(id, org(SUPPLIER), admin(SUPPLIER));
        vm.prank(admin(SUPPLIER));
        receivables.withdraw(id);
        assertStatus(id, IReceivables.Status.Withdrawn);
        expectWrongStatus(id, IReceivables.Status.Withdrawn);
        vm.prank(account(BUYER));
        receivables.reject(id, 0);
        uint256 accepted = issued("INV2");
        expectWrongStatus(accepted, IReceivables.Status.Accepted);
        vm.prank(account(SUPPLIER));
        receivables.withdraw(accepted);
        expectWrongStatus(accepted, IReceivables.Status.Accepted);
        vm.prank(account(BUYER));
        receivables.reject(accepted, 0);
        expectError(abi.encodeWithSelector(IClaims.Claims_Unknown.selector, 7));
        vm.prank(account(SUPPLIER));
        receivables.withdraw(7);
    }

    /* issueFromOrder */

    function test_theOrderBookIssuesWhatBothAgreedTo() public {
        enter("orderBook", address(cny));
        IReceivables.Terms memory terms = termsOf("INV1");
        vm.prank(address(cny));
        uint256 id = receivables.issueFromOrder(terms);
        assertStatus(id, IReceivables.Status.Accepted);
        assertEq(receivables.balanceOf(account(SUPPLIER), id), AMOUNT, "units");
        // The same invoice cannot be registered beside it.
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_AlreadyClaimed.selector,
                claimRegistry.keyOf(
                    IClaimRegistry.Document(
                        IClaimRegistry.DocumentKind.Invoice,
                        org(SUPPLIER),
                        org(BUYER),
                        "INV1"
                    )
                ),
                address(receivables),
                timeNow()
            )
        );
        terms.evidenceDigest = 0;
        register(terms);
    }

    function test_revertsWhenAnyoneElseIssuesFromAnOrder() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        expectError(abi.encodeWithSelector(IDirectory.Directory_UnknownName.selector, bytes32("orderBook")));
        vm.prank(account(SUPPLIER));
        receivables.issueFromOrder(terms);
        enter("orderBook", address(cny));
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_OnlyOrderBook.selector, account(SUPPLIER))
        );
        vm.prank(account(SUPPLIER));
        receivables.issueFromOrder(terms);
    }

    function test_revertsForAClaimThatIsNot() public {
        assertStatus(7, IReceivables.Status.None);
        expectError(abi.encodeWithSelector(IClaims.Claims_Unknown.selector, 7));
        receivables.receivableOf(7);
        expectError(abi.encodeWithSelector(IClaims.Claims_Unknown.selector, 7));
        vm.prank(account(BUYER));
        receivables.reject(7, 0);
    }

    function _addOperator(address added, uint256 organisation) private {
        bytes memory consent = _consentFor(added, organisation);
        vm.prank(admin(organisation));
        registry.addAccount(added, 2, timeNow(), consent);
    }

    /// @dev The account's consent, signed by the key that the contract trusts.
    function _consentFor(address added, uint256 organisation) private view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "AccountConsent(uint32 orgId,address account,uint8 rights,uint256 nonce,uint256 deadline)"
                ),
                org(organisation),
                added,
                2,
                registry.nonces(added),
                timeNow()
            )
        );
        return signatureOf(keyOf("operator", organisation), registryDigest(structHash));
    }
}
